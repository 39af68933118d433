import type { INodeProperties } from 'n8n-workflow';

/** Extra request headers. Their values are secrets: gateways take keys in headers of their own. */
export const customHeaders: INodeProperties = {
	displayName: 'Custom Headers',
	name: 'headers',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Header',
	default: {},
	description: 'Extra headers for every request, as a gateway or a proxy may want them',
	options: [
		{
			displayName: 'Header',
			name: 'entries',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'X-Team',
					description: 'Name of the header',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					typeOptions: { password: true },
					default: '',
					description: 'Value of the header',
				},
			],
		},
	],
};
