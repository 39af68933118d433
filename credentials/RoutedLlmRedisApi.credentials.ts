import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { redisAddressList } from './properties/redis-address-list';

/** The test is `testRedisCredential` of the Routed LLM node: it connects, writes by a script, and subscribes. */
export class RoutedLlmRedisApi implements ICredentialType {
	name = 'routedLlmRedisApi';

	displayName = 'Routed LLM Redis API';

	icon = {
		light: 'file:../nodes/RoutedLlm/routed-llm.svg',
		dark: 'file:../nodes/RoutedLlm/routed-llm.dark.svg',
	} as const;

	documentationUrl = 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/';

	properties: INodeProperties[] = [
		{
			displayName: 'Connection',
			name: 'connection',
			type: 'options',
			options: [
				{
					name: 'Cluster',
					value: 'cluster',
					description: 'Redis Cluster: some of its nodes are named, they name the others',
				},
				{ name: 'Sentinel', value: 'sentinel', description: 'Sentinels are named, they name the present master' },
				{ name: 'Server', value: 'server', description: 'One Redis or Valkey server, by host and port' },
				{ name: 'URL', value: 'url', description: 'One server, by a URL such as hosting services give' },
			],
			default: 'server',
			description: 'How Redis (5 or later) or Valkey is reached',
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			displayOptions: { show: { connection: ['server'] } },
			default: 'localhost',
			placeholder: 'redis.example.com',
			description: 'Name or address of the server. From inside Docker, localhost is the container itself.',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 65535, numberPrecision: 0 },
			displayOptions: { show: { connection: ['server'] } },
			default: 6379,
			description: 'Port of the server; with TLS it is often another one',
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password -- it can hold a password
		{
			displayName: 'URL',
			name: 'url',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { connection: ['url'] } },
			default: '',
			placeholder: 'redis://user:password@host:6379/0',
			description: 'Begins with redis:// or, for TLS, rediss://. Port 6379 and database 0 unless it says otherwise.',
		},
		redisAddressList({
			displayName: 'Sentinels',
			name: 'sentinels',
			connection: 'sentinel',
			placeholder: 'sentinel-1:26379',
			description: 'Addresses of the Sentinels, best all of them: one that answers is enough. Port 26379 unless given.',
		}),
		{
			displayName: 'Master Name',
			name: 'masterName',
			type: 'string',
			displayOptions: { show: { connection: ['sentinel'] } },
			default: 'mymaster',
			description: 'What the Sentinels call the master, as in their configuration (sentinel monitor NAME …)',
		},
		{
			displayName: 'Sentinel User',
			name: 'sentinelUser',
			type: 'string',
			displayOptions: { show: { connection: ['sentinel'] } },
			default: '',
			description: 'Only where the Sentinels themselves want a user; empty: the default one',
		},
		{
			displayName: 'Sentinel Password',
			name: 'sentinelPassword',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { show: { connection: ['sentinel'] } },
			default: '',
			description: "Only where the Sentinels themselves want a password; the servers' own is below",
		},
		redisAddressList({
			displayName: 'Nodes',
			name: 'nodes',
			connection: 'cluster',
			placeholder: 'node-1:6379',
			description: "Addresses of some of the cluster's nodes: one that answers is enough. Port 6379 unless given.",
		}),
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			displayOptions: { hide: { connection: ['url'] } },
			default: '',
			description: 'Redis 6 and later know users; empty: the default one',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: { hide: { connection: ['url'] } },
			default: '',
			description: 'Empty for servers that want none',
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			displayOptions: { show: { connection: ['server', 'sentinel'] } },
			default: 0,
			description:
				"Number of the database, 0 to 15 on most servers. n8n's own may be shared: all keys here begin with the key prefix.",
		},
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'boolean',
			displayOptions: { hide: { connection: ['url'] } },
			default: false,
			description: 'Whether the connection is encrypted; the server must offer TLS at that port',
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			displayOptions: { hide: { connection: ['url'], tls: [false] } },
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
				"For rediss:// only: of the authority that signed the server's certificate, as PEM text. Empty: the authorities that Node.js trusts.",
		},
		{
			displayName: 'Key Prefix',
			name: 'keyPrefix',
			type: 'string',
			default: 'routed-llm',
			description:
				'First part of every key and channel, without spaces or braces. Installations that use the same server and prefix share limits and cooldowns.',
		},
	];
}
