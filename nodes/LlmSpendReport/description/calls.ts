import type { INodeProperties } from 'n8n-workflow';
import { showFor } from './operation';

export const callsProperties: INodeProperties[] = [
	{
		displayName: 'Status',
		name: 'status',
		type: 'options',
		displayOptions: showFor(['listCalls']),
		options: [
			{ name: 'Any', value: 'any' },
			{ name: 'Cancelled', value: 'cancelled' },
			{ name: 'Error', value: 'error' },
			{ name: 'OK', value: 'ok' },
		],
		default: 'any',
		description: 'How the call ended',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		displayOptions: showFor(['listCalls']),
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
	{
		displayName: 'Include Prompts and Answers',
		name: 'withTexts',
		type: 'boolean',
		displayOptions: showFor(['listCalls']),
		default: false,
		description: 'Whether to add what was said, where a Routed LLM node was told to keep it',
	},
	{
		displayName: 'Older Than (Days)',
		name: 'olderThanDays',
		type: 'number',
		displayOptions: showFor(['deleteOldCalls']),
		typeOptions: { minValue: 0 },
		default: 0,
		required: true,
		hint: 'More than 0. What the calls spent stays in the reports.',
		description: 'Calls that began longer ago are deleted. At 0, the node refuses and deletes nothing.',
	},
];
