import type { INodeProperties } from 'n8n-workflow';

/** Settings that stand both in Routing Options (for all rows) and in a row's own options (over those). */

export const allowedFails: INodeProperties = {
	displayName: 'Allowed Fails',
	name: 'allowedFails',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
	default: 3,
	description: 'Failures in a row after which a deployment is left out for a while',
};

export const attemptTimeout: INodeProperties = {
	displayName: 'Attempt Timeout (Seconds)',
	name: 'attemptSeconds',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 86400 },
	default: 600,
	description:
		'Longest time for one attempt, from request to last token. Without this option the other two timeouts govern.',
};

export const cooldown: INodeProperties = {
	displayName: 'Cooldown (Seconds)',
	name: 'cooldownSeconds',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 86400 },
	default: 60,
	description:
		'How long a deployment that failed too often is left out before one request tries it again; 0 turns this off',
};

export const firstTokenTimeout: INodeProperties = {
	displayName: 'First Token (Seconds)',
	name: 'firstTokenSeconds',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 86400 },
	default: 60,
	description:
		'Longest wait for the first token. Without this option 60, for Ollama 240, since loading a model takes long.',
};

export const idleTimeout: INodeProperties = {
	displayName: 'Idle Timeout (Seconds)',
	name: 'idleSeconds',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 86400 },
	default: 30,
	description: 'Longest pause between two tokens',
};

export const patience: INodeProperties = {
	displayName: 'Patience (Seconds)',
	name: 'patienceSeconds',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 86400 },
	default: 10,
	description:
		'How long a call waits for a full deployment before it goes on to the next priority. Without this option local ones are waited for as long as the queue wait, cloud ones not at all.',
};

export const retries: INodeProperties = {
	displayName: 'Retries',
	name: 'retries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 9, numberPrecision: 0 },
	default: 1,
	description: 'How often one call tries the same deployment again, after all others had their turn',
};
