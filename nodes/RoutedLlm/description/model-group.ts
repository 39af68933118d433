import type { INodeProperties } from 'n8n-workflow';
import { PROVIDER_CHOICES, PROVIDER_FACTS } from '../../shared/provider-choice';

export const PROVIDER_OPTIONS = PROVIDER_CHOICES.map((choice) => ({
	name: PROVIDER_FACTS[choice].label,
	value: choice,
	description: PROVIDER_FACTS[choice].explanation,
}));

export const modelGroupProperties: INodeProperties[] = [
	{
		displayName: 'Group Name',
		name: 'groupName',
		type: 'string',
		default: 'chat',
		placeholder: 'chat',
		description: 'What the model group below is called in the usage log, such as chat or code-review',
	},
	{
		displayName: 'Providers',
		name: 'providers',
		type: 'multiOptions',
		options: PROVIDER_OPTIONS,
		default: ['openai'],
		description: 'Which providers the deployments use. Only their credentials are asked for.',
	},
	{
		displayName: 'Credentials',
		name: 'credentials',
		type: 'credentials',
		default: '',
	},
];
