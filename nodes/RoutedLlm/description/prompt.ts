import type { INodeProperties } from 'n8n-workflow';
import { FOR_OPENAI_REQUEST, FOR_PROMPT } from './input';

export const promptProperties: INodeProperties[] = [
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'OpenAI Request',
				value: 'openai',
				description:
					"The body of a chat completions request, as a webhook received it; the output is OpenAI's response to it",
			},
			{ name: 'Prompt', value: 'prompt', description: 'A prompt, with settings and messages under Options' },
		],
		default: 'prompt',
		description: 'What the question is made of, and what the answer looks like',
	},
	{
		displayName: 'Request Body',
		name: 'requestBody',
		type: 'json',
		displayOptions: FOR_OPENAI_REQUEST,
		typeOptions: { rows: 4 },
		default: '={{ $json.body }}',
		description:
			'Body of a request to <code>/v1/chat/completions</code>, as a JSON object or its text. Its <code>model</code> counts only where Group Name is an expression that names it.',
	},
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		displayOptions: FOR_PROMPT,
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Summarise this in one sentence: {{ $json.text }}',
		description: 'What to ask. It is the last user message, after those in Options > Messages.',
	},
	{
		displayName: 'Simplify Output',
		name: 'simplify',
		type: 'boolean',
		displayOptions: FOR_PROMPT,
		default: true,
		description:
			'Whether to return text, model, deployment and cost only, in place of everything including the attempts',
	},
];
