import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/** The test is `testPostgresCredential` of the nodes that use it: it connects, and makes the schema or brings it up to date. */
export class RoutedLlmPostgresApi implements ICredentialType {
	name = 'routedLlmPostgresApi';

	displayName = 'Routed LLM Postgres API';

	icon = {
		light: 'file:../nodes/RoutedLlm/routed-llm.svg',
		dark: 'file:../nodes/RoutedLlm/routed-llm.dark.svg',
	} as const;

	documentationUrl = 'https://www.postgresql.org/docs/current/sql-createrole.html';

	properties: INodeProperties[] = [
		{
			displayName: 'Connection',
			name: 'connection',
			type: 'options',
			options: [
				{ name: 'Fields', value: 'fields', description: 'Host, port, database and user, each in its field' },
				{ name: 'URL', value: 'url', description: 'A URL such as hosting services give' },
			],
			default: 'fields',
			description: 'How Postgres (13 or later) is reached',
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			displayOptions: { show: { connection: ['fields'] } },
			default: 'localhost',
			placeholder: 'postgres.example.com',
			description: 'Name or address of the server. From inside Docker, localhost is the container itself.',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 65535, numberPrecision: 0 },
			displayOptions: { show: { connection: ['fields'] } },
			default: 5432,
			description: 'Port of the server',
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			displayOptions: { show: { connection: ['fields'] } },
			default: 'postgres',
			description: "Name of the database. n8n's own may be shared: all tables here are in a schema of their own.",
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			displayOptions: { show: { connection: ['fields'] } },
			default: 'routed_llm',
			description: 'The role that writes and reads the usage log. It needs nothing but its own schema.',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { connection: ['fields'] } },
			default: '',
			description: 'Empty for servers that want none',
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password -- it can hold a password
		{
			displayName: 'URL',
			name: 'url',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { connection: ['url'] } },
			default: '',
			placeholder: 'postgres://user:password@host:5432/database?sslmode=require',
			description:
				'Begins with postgres:// or postgresql://. Port 5432 and no TLS unless it says otherwise: sslmode=require encrypts, verify-full also checks the certificate.',
		},
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'options',
			options: [
				{ name: 'Off', value: 'off', description: 'For servers on this machine or in a network of your own' },
				{
					name: 'On, Not Verified',
					value: 'no-verify',
					description: 'Encrypted, but whoever answers at that address is believed',
				},
				{
					name: 'On, Verified',
					value: 'verify',
					description: 'Encrypted, and the certificate must be valid for the host',
				},
			],
			displayOptions: { show: { connection: ['fields'] } },
			default: 'off',
			description: "Whether the connection is encrypted, and the server's certificate checked",
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			displayOptions: { show: { connection: ['fields'], tls: ['verify'] } },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE----- …',
			description:
				"Of the authority that signed the server's certificate, as PEM text. Empty: the authorities that Node.js trusts.",
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			displayOptions: { show: { connection: ['url'] } },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE----- …',
			description:
				"For a URL with sslmode=verify-full only: of the authority that signed the server's certificate, as PEM text. Empty: the authorities that Node.js trusts.",
		},
		{
			displayName: 'Schema',
			name: 'schema',
			type: 'string',
			default: 'routed_llm',
			description:
				'Where the tables are, and nothing else. n8n instances with the same database and schema share one usage log.',
		},
		{
			displayName: 'Pool Size',
			name: 'poolSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			default: 3,
			description:
				'Most connections at the same time, of each n8n process. Calls need one; reports that run together may use more.',
		},
		{
			displayName: 'Keep Calls (Days)',
			name: 'keepCallsDays',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 30,
			description:
				"After so many days a call's row is deleted; what it cost stays in the sums that reports are made of. 0 keeps rows for ever.",
		},
	];
}
