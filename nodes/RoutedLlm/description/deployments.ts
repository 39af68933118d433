import type { INodeProperties } from 'n8n-workflow';
import { deploymentOptions } from './deployment-options';
import { PROVIDER_OPTIONS } from './model-group';

const rowValues: INodeProperties[] = [
	{
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		options: PROVIDER_OPTIONS,
		default: 'openai',
		description: 'Who runs the model. It must be ticked under Providers.',
	},
	{
		displayName: 'Endpoint Name or ID',
		name: 'endpoint',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getEndpoints', loadOptionsDependsOn: ['&provider'] },
		displayOptions: { show: { provider: ['ollama', 'openai-compatible'] } },
		default: '',
		description:
			'Which of the credential\'s endpoints; the first one unless chosen. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Model',
		name: 'model',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'The model, from what the endpoint offers or typed by hand',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a model...',
				typeOptions: { searchListMethod: 'searchModels', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. llama3.2:3b',
			},
		],
	},
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1000, numberPrecision: 0 },
		default: 0,
		hint: '0: in the order of the rows',
		description:
			'1 is tried first. 0 means the number of the row, so that the order of the rows decides. Rows with the same number share the load.',
	},
	deploymentOptions,
];

export const deploymentsProperty: INodeProperties = {
	displayName: 'Deployments',
	name: 'deployments',
	type: 'fixedCollection',
	displayOptions: { show: { modelGroup: ['here'] } },
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Deployment',
		fixedCollection: {
			itemTitle: '={{ $collection.item.value.model?.value || $collection.item.value.provider }}',
		},
	},
	placeholder: 'Add Deployment',
	// Empty: with a default row the editor shows that row in place of the stored ones.
	default: {},
	description: 'The models that can stand in for each other, best first',
	options: [{ displayName: 'Deployment', name: 'rows', values: rowValues }],
};
