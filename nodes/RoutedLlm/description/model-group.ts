import type { INodeProperties } from 'n8n-workflow';
import { PROVIDER_CHOICES, PROVIDER_FACTS } from '../../shared/provider-choice';

export const PROVIDER_OPTIONS = PROVIDER_CHOICES.map((choice) => ({
	name: PROVIDER_FACTS[choice].label,
	value: choice,
	description: PROVIDER_FACTS[choice].explanation,
}));

/** A model group's name, from the list that `searchGroups` of the node gives, or typed. */
export const groupLocator: INodeProperties = {
	displayName: 'Group Name',
	name: 'sharedGroup',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: "Which of the credential's model groups answers",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a model group...',
			typeOptions: { searchListMethod: 'searchGroups', searchable: true },
		},
		{ displayName: 'By Name', name: 'id', type: 'string', placeholder: 'e.g. chat' },
	],
};

export const modelGroupProperties: INodeProperties[] = [
	{
		displayName: 'Model Group',
		name: 'modelGroup',
		type: 'options',
		options: [
			{ name: 'Defined in This Node', value: 'here', description: 'Its deployments are listed below' },
			{
				name: 'Shared',
				value: 'shared',
				description: 'From a Model Groups credential, which many nodes use and which is changed in one place',
			},
		],
		default: 'here',
		description: 'Where the models that can stand in for each other are listed',
	},
	{ ...groupLocator, displayOptions: { show: { modelGroup: ['shared'] } } },
	{
		displayName: 'Group Name',
		name: 'groupName',
		type: 'string',
		displayOptions: { show: { modelGroup: ['here'] } },
		default: 'chat',
		placeholder: 'chat',
		description: 'What the model group below is called in the usage log, such as chat or code-review',
	},
	{
		displayName: 'Providers',
		name: 'providers',
		type: 'multiOptions',
		displayOptions: { show: { modelGroup: ['here'] } },
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
