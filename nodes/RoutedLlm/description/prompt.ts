import type { INodeProperties } from 'n8n-workflow';

export const promptProperties: INodeProperties[] = [
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Summarise this in one sentence: {{ $json.text }}',
		description: 'What to ask. It is the last user message, after those in Options > Messages.',
	},
	{
		displayName: 'Simplify Output',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description:
			'Whether to return text, model, deployment and cost only, in place of everything including the attempts',
	},
];
