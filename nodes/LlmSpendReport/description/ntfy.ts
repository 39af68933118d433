import type { INodeProperties } from 'n8n-workflow';
import { showFor, type Operation } from './operation';

export const NTFY_OPERATIONS: readonly Operation[] = ['summarizeSpend', 'checkBudget'];

const showWhenOn = showFor(NTFY_OPERATIONS, { sendNtfy: ['on'] });

export const ntfyProperties: INodeProperties[] = [
	{
		// No boolean: the editor would take one that asks for a credential for its own authentication field, and hide it.
		// eslint-disable-next-line n8n-nodes-base/node-param-display-name-miscased -- ntfy writes its name in small letters
		displayName: 'Send ntfy Message',
		name: 'sendNtfy',
		type: 'options',
		displayOptions: showFor(NTFY_OPERATIONS),
		options: [
			{ name: 'No', value: 'off', description: 'Other nodes may send what this one puts out' },
			{
				name: 'Yes',
				value: 'on',
				description: 'A summary: at every run. A budget: once for each threshold that is reached.',
			},
		],
		default: 'off',
		description: 'Whether a message goes to phones through ntfy',
	},
	{
		displayName: 'Topic',
		name: 'topic',
		type: 'string',
		displayOptions: showWhenOn,
		default: '',
		placeholder: 'e.g. llm-spend-7f3a',
		description:
			'The ntfy topic: letters, digits, - and _. On a public server its name is all that keeps others from reading it.',
	},
	{
		displayName: 'Attach Chart',
		name: 'attachChart',
		type: 'boolean',
		displayOptions: showWhenOn,
		default: true,
		description: 'Whether the message carries a chart of the period',
	},
	{
		displayName: 'Message Options',
		name: 'messageOptions',
		type: 'collection',
		displayOptions: showWhenOn,
		placeholder: 'Add Message Option',
		default: {},
		options: [
			{
				displayName: 'Click Link',
				name: 'clickUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://n8n.example.com',
				description: 'The address that opens when the message is tapped',
			},
			{
				displayName: 'Priority',
				name: 'priority',
				type: 'options',
				options: [
					{ name: '1: Min', value: '1' },
					{ name: '2: Low', value: '2' },
					{ name: '3: Default', value: '3' },
					{ name: '4: High', value: '4' },
					{ name: '5: Max', value: '5' },
					{
						name: 'Automatic',
						value: 'auto',
						description: 'Rises with the threshold: 3, from 80 % of the limit 4, from 100 % 5',
					},
				],
				default: 'auto',
				description: 'How loudly the phone tells it',
			},
			{
				displayName: 'Tags',
				name: 'messageTags',
				type: 'string',
				default: '',
				placeholder: 'e.g. moneybag, llm',
				description: 'Words or names of emoji in place of the automatic ones, separated by commas',
			},
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				description: 'In place of the automatic one',
			},
		],
	},
];
