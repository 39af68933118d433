import type { INodeProperties } from 'n8n-workflow';
import { showFor } from './operation';

const timeZone: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timeZone',
	type: 'string',
	default: '',
	placeholder: 'e.g. Europe/Berlin',
	description: "IANA name of the zone in which days begin and end. Without this option the workflow's, else n8n's.",
};

export const optionsProperties: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions: showFor(['summarizeSpend']),
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Chart Field',
				name: 'chartField',
				type: 'string',
				default: 'data',
				description: "Name of the binary field that takes the digest's chart",
			},
			{
				displayName: 'Max Rows',
				name: 'maxRows',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 100,
				description:
					'At most so many rows; the totals count all. Without this option there is no limit, and the digest shows 10.',
			},
			timeZone,
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions: showFor(['checkBudget']),
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Runaway Factor',
				name: 'runawayFactor',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 5,
				description: 'An alert when the last hour cost so many times its usual hour; 0 turns it off',
			},
			timeZone,
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		displayOptions: showFor(['listCalls']),
		placeholder: 'Add Option',
		default: {},
		options: [timeZone],
	},
];
