import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_KEEP_CALLS_DAYS, DEFAULT_KEEP_TEXTS_DAYS } from '../../shared/keep-days';

export const usageLogProperties: INodeProperties[] = [
	{
		displayName: 'Usage Log',
		name: 'usageLog',
		type: 'options',
		options: [
			{
				name: 'Automatic',
				value: 'auto',
				description: 'The Postgres database that the shared model groups name, if they name one; else embedded',
			},
			{
				name: 'Embedded',
				value: 'embedded',
				description: "One row per call (tokens, cost, timing) in SQLite files in n8n's folder",
			},
			{ name: 'Off', value: 'off', description: 'Keep no record of the calls' },
			{
				name: 'Postgres',
				value: 'postgres',
				description:
					'In a database of yours: for queue mode, several hosts and queries of your own. Its credential is asked for above, with those of the providers.',
			},
		],
		default: 'auto',
		description: "Where every call's tokens and cost are written",
	},
	{
		displayName: 'Usage Log Options',
		name: 'usageLogOptions',
		type: 'collection',
		placeholder: 'Add Usage Log Option',
		displayOptions: { hide: { usageLog: ['off'] } },
		default: {},
		options: [
			{
				displayName: 'Keep Calls (Days)',
				name: 'keepCallsDays',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 0 },
				displayOptions: { show: { '/usageLog': ['auto', 'embedded'] } },
				default: DEFAULT_KEEP_CALLS_DAYS,
				description:
					"After so many days a call's row is deleted; what it cost stays in the sums that reports are made of. 0 keeps rows for ever. For Postgres its credential says it, or that of the model groups.",
			},
			{
				displayName: 'Keep Prompts and Answers',
				name: 'keepTexts',
				type: 'boolean',
				default: false,
				description: 'Whether what is said is written to the usage log too, readable by whoever may read the log',
			},
			{
				displayName: 'Keep Prompts and Answers (Days)',
				name: 'keepTextsDays',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: DEFAULT_KEEP_TEXTS_DAYS,
				description: "After so many days they are deleted; the call's row stays",
			},
		],
	},
];
