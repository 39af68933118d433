import type { INodeProperties } from 'n8n-workflow';

export const usageLogProperty: INodeProperties = {
	displayName: 'Usage Log',
	name: 'usageLog',
	type: 'options',
	options: [
		{
			name: 'Embedded',
			value: 'embedded',
			description: 'One row per call (tokens, cost, timing, never the text) in SQLite files in n8n\'s folder',
		},
		{ name: 'Off', value: 'off', description: 'Keep no record of the calls' },
	],
	default: 'embedded',
	description: 'Where every call\'s tokens and cost are written',
};
