import type { INodeProperties } from 'n8n-workflow';
import { showFor } from './operation';

const OPERATIONS = ['checkBudget'] as const;

export const budgetProperties: INodeProperties[] = [
	{
		displayName: 'Budget Name',
		name: 'budgetName',
		type: 'string',
		displayOptions: showFor(OPERATIONS),
		default: 'Budget',
		placeholder: 'e.g. All models',
		description: 'What alerts call the budget. Nodes with the same name, limit and period alert once between them.',
	},
	{
		displayName: 'Limit (USD)',
		name: 'limitUsd',
		type: 'number',
		displayOptions: showFor(OPERATIONS),
		typeOptions: { minValue: 0 },
		default: 50,
		description: 'How much may be spent in one period; who has spent it is over',
	},
	{
		displayName: 'Budget Period',
		name: 'budgetPeriod',
		type: 'options',
		displayOptions: showFor(OPERATIONS),
		options: [
			{ name: 'Day', value: 'day' },
			{ name: 'Month', value: 'month' },
			{ name: 'Week', value: 'week', description: 'From Monday to Sunday' },
		],
		default: 'month',
		description: 'For how long the limit holds, before it begins anew',
	},
	{
		displayName: 'Thresholds (%)',
		name: 'thresholds',
		type: 'string',
		displayOptions: showFor(OPERATIONS),
		default: '50, 80, 100',
		placeholder: 'e.g. 50, 80, 100',
		description: 'Shares of the limit, separated by commas. Each alerts once in a period, when it is reached.',
	},
];
