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

export const routingOptionsProperty: INodeProperties = {
	displayName: 'Routing Options',
	name: 'routingOptions',
	type: 'collection',
	placeholder: 'Add Routing Option',
	default: {},
	description: 'For all deployments; what a row, or a shared model group, says itself comes first',
	options: [
		{
			displayName: 'After the First Token',
			name: 'midStreamFailure',
			type: 'options',
			options: [
				{
					name: 'Continue on the Next Deployment',
					value: 'continue',
					description: 'Best effort: the next model is given the beginning and goes on from there',
				},
				{ name: 'End with an Error', value: 'error', description: 'The error carries the beginning of the answer' },
			],
			default: 'error',
			description: 'What happens when a streamed answer breaks after the user has seen a part of it',
		},
		allowedFails,
		attemptTimeout,
		cooldown,
		{
			displayName: 'Deadline (Seconds)',
			name: 'deadlineSeconds',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 86400 },
			default: 900,
			description: 'Longest time for a whole call with all its attempts; time in line does not count',
		},
		{
			displayName: 'Fail Over on Refusal',
			name: 'failoverOnRefusal',
			type: 'boolean',
			default: false,
			description: 'Whether a call that a provider refuses for its content policy goes to the next deployment',
		},
		firstTokenTimeout,
		idleTimeout,
		{
			displayName: 'Local Only',
			name: 'localOnly',
			type: 'boolean',
			default: false,
			description: 'Whether calls never reach a cloud deployment, at no attempt',
		},
		{
			displayName: 'Max Attempts',
			name: 'maxAttempts',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			default: 10,
			description:
				'Requests in one call, all deployments together. Without this option: deployments plus retries, at most 10.',
		},
		{
			displayName: 'Max Queue Wait (Seconds)',
			name: 'maxQueueWaitSeconds',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 86400 },
			default: 300,
			description: 'Longest time a call stands in line for a free deployment',
		},
		{
			displayName: 'Parallel Items',
			name: 'parallelItems',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
			default: 10,
			description:
				'How many input items are worked on at the same time. The order of the output is kept. Without this option 10.',
		},
		patience,
		retries,
		{
			displayName: 'Strategy',
			name: 'strategy',
			type: 'options',
			options: [
				{
					name: 'Least Used',
					value: 'least-used',
					description: 'The deployment with the largest share of its limits left goes first',
				},
				{
					name: 'Lowest Cost',
					value: 'lowest-cost',
					description: 'The cheapest for the size of the call goes first',
				},
				{
					name: 'Lowest Latency',
					value: 'lowest-latency',
					description: 'The one that answered fastest of late goes first; a few calls try the others',
				},
				{ name: 'Weighted', value: 'weighted', description: 'Chosen by chance, in proportion to the weights' },
			],
			default: 'weighted',
			description: 'How deployments of the same priority share the load',
		},
	],
};
