import type { INodeProperties } from 'n8n-workflow';
import { showFor } from './operation';

const OPERATIONS = ['summarizeSpend', 'listCalls'] as const;

export const periodProperties: INodeProperties[] = [
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		displayOptions: showFor(OPERATIONS),
		options: [
			{ name: 'Last 30 Days', value: 'last30Days', description: 'Today and the 29 days before' },
			{ name: 'Last 7 Days', value: 'last7Days', description: 'Today and the 6 days before' },
			{ name: 'Last Month', value: 'lastMonth' },
			{ name: 'Range', value: 'range', description: 'From one date to another' },
			{ name: 'This Month', value: 'thisMonth' },
			{ name: 'Today', value: 'today' },
			{ name: 'Yesterday', value: 'yesterday' },
		],
		default: 'last7Days',
		description: 'Days begin and end in the time zone of n8n, or of Options > Time Zone',
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'string',
		displayOptions: showFor(OPERATIONS, { period: ['range'] }),
		default: '',
		placeholder: 'e.g. 2026-11-01',
		description: 'The first day, or a date and time such as 2026-11-01T14:00',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		displayOptions: showFor(OPERATIONS, { period: ['range'] }),
		default: '',
		placeholder: 'e.g. 2026-11-30',
		description: 'The last day, which counts as a whole, or a date and time at which the period ends',
	},
];
