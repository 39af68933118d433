import type { INodeProperties } from 'n8n-workflow';

export const sourceProperties: INodeProperties[] = [
	{
		displayName: 'Credentials',
		name: 'credentials',
		type: 'credentials',
		default: '',
	},
	{
		displayName: 'Source',
		name: 'source',
		type: 'options',
		options: [
			{
				name: 'Embedded',
				value: 'embedded',
				description: "The SQLite files in n8n's folder: all calls of this host",
			},
			{
				name: 'Postgres',
				value: 'postgres',
				description: 'The database of a Postgres credential: all calls of everyone who writes there',
			},
			{
				name: 'Shared Model Groups',
				value: 'groups',
				description:
					'The Postgres database that a Model Groups credential names, or the embedded log where it names none',
			},
		],
		default: 'embedded',
		description: 'Which usage log is read: the one that the Routed LLM nodes write',
	},
];
