import type { INodeProperties } from 'n8n-workflow';

export const stateProperty: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'In the Redis that the shared model groups name, if they name one; else in this process',
		},
		{
			name: 'In This Process',
			value: 'process',
			description: 'In memory: right for an n8n that is one process; begins anew when n8n does',
		},
		{
			name: 'Redis',
			value: 'redis',
			description:
				'Shared by all executions, workers and n8n instances: for queue mode. Its credential is asked for above.',
		},
	],
	default: 'auto',
	description: 'Where cooldowns, the counts for RPM, TPM and concurrency, and the waiting line are kept',
};
