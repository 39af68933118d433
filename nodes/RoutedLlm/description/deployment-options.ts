import type { INodeProperties } from 'n8n-workflow';
import {
	allowedFails,
	attemptTimeout,
	cooldown,
	firstTokenTimeout,
	idleTimeout,
	patience,
	retries,
} from './shared-settings';

/** Settings of one deployment. What is not added here comes from Routing Options, then from the defaults. */
export const deploymentOptions: INodeProperties = {
	displayName: 'Row Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Row Option',
	default: {},
	options: [
		allowedFails,
		attemptTimeout,
		{
			displayName: 'Concurrency',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 1,
			description:
				'How many requests may run at the same time; 0 blocks the deployment. Without this option there is no limit, except 1 for a local Ollama.',
		},
		{
			displayName: 'Context Window',
			name: 'contextWindow',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 8192,
			description:
				'How many tokens the model takes. Without this option the price catalogue says, where it knows the model.',
		},
		cooldown,
		firstTokenTimeout,
		idleTimeout,
		{
			displayName: 'Locality',
			name: 'locality',
			type: 'options',
			options: [
				{ name: 'Automatic', value: 'auto', description: 'Ollama on a private address is local, all else cloud' },
				{ name: 'Cloud', value: 'cloud' },
				{ name: 'Local', value: 'local' },
			],
			default: 'auto',
			description: 'Whether prompts stay in the house. Calls marked Local Only never reach a cloud deployment.',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'desk',
			description:
				'What reports and answers call this deployment. Without it: provider/model, with @ endpoint where a model is on several.',
		},
		patience,
		{
			displayName: 'Price: Cache Write',
			name: 'priceCacheWrite',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: "USD per million tokens written to the provider's cache. Without this option: as input.",
		},
		{
			displayName: 'Price: Cached Input',
			name: 'priceCachedInput',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'USD per million cached input tokens. Without this option: as input.',
		},
		{
			displayName: 'Price: Input',
			name: 'priceInput',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: "USD per million input tokens, in place of the price catalogue's. Needs the output price too.",
		},
		{
			displayName: 'Price: Output',
			name: 'priceOutput',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: "USD per million output tokens, in place of the price catalogue's. Needs the input price too.",
		},
		retries,
		{
			displayName: 'RPM',
			name: 'rpm',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 60,
			description:
				'Requests in every 60 seconds; what is over waits or goes elsewhere, 0 blocks the deployment. Without this option there is no limit.',
		},
		{
			displayName: 'TPM',
			name: 'tpm',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 100000,
			description:
				'Tokens (input and output) in every 60 seconds; 0 blocks the deployment. Without this option there is no limit.',
		},
		{
			displayName: 'Weight',
			name: 'weight',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 1,
			description: 'Share of the load among rows of the same priority: 2 gets twice as much as 1',
		},
	],
};
