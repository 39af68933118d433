import type { INodeProperties } from 'n8n-workflow';

/** Names and values, as the usage log keeps them. */
export const tags: INodeProperties = {
	displayName: 'Tags',
	name: 'tags',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Tag',
	default: {},
	description: 'Your own labels in the usage log, such as customer or project',
	options: [
		{
			displayName: 'Tag',
			name: 'entries',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'project',
					description: 'Name of the tag',
				},
				{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'Value of the tag' },
			],
		},
	],
};
