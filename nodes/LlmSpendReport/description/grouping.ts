import type { INodeProperties } from 'n8n-workflow';
import { showFor } from './operation';

const OPERATIONS = ['summarizeSpend'] as const;

export const groupingProperties: INodeProperties[] = [
	{
		displayName: 'Group By',
		name: 'groupBy',
		type: 'multiOptions',
		displayOptions: showFor(OPERATIONS),
		options: [
			{ name: 'Day', value: 'day' },
			{ name: 'Deployment', value: 'deployment' },
			{ name: 'Group', value: 'group', description: 'The model group that the workflow asked' },
			{ name: 'Hour', value: 'hour' },
			{ name: 'Model', value: 'model' },
			{ name: 'Node', value: 'node' },
			{ name: 'Provider', value: 'provider' },
			{ name: 'Tag', value: 'tag', description: 'Your own labels, set on the Routed LLM node' },
			{ name: 'Workflow', value: 'workflow' },
		],
		default: ['model'],
		description: 'One row for each combination that spent something; nothing chosen: one row in all',
	},
	{
		displayName: 'Tag Names',
		name: 'tagNames',
		type: 'string',
		displayOptions: showFor(OPERATIONS, { groupBy: ['tag'] }),
		default: '',
		placeholder: 'e.g. customer, project',
		description: 'Which tags to group by, separated by commas',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		displayOptions: showFor(OPERATIONS),
		options: [
			{
				name: 'Digest',
				value: 'digest',
				description: 'One item to send: title, Markdown, HTML, text, and a chart as PNG',
			},
			{ name: 'Rows', value: 'rows', description: 'An item per row' },
		],
		default: 'rows',
		description: 'What the node puts out',
	},
	{
		displayName: 'Compare With the Period Before',
		name: 'compare',
		type: 'boolean',
		displayOptions: showFor(OPERATIONS),
		default: true,
		description: 'Whether to add what the same was in the period before, and the change',
	},
];
