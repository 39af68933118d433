import type { INodeProperties } from 'n8n-workflow';
import { stateProperty } from '../../RoutedLlm/description/state';
import { showFor } from './operation';

const displayOptions = showFor(['deploymentHealth']);

export const DEFAULT_LOOK_BACK_MINUTES = 60;

export const deploymentHealthProperties: INodeProperties[] = [
	{
		...stateProperty,
		displayOptions,
		description: 'Where the Routed LLM nodes keep cooldowns, counts and the waiting line: choose what they choose',
	},
	{
		displayName: 'Look Back (Minutes)',
		name: 'lookBackMinutes',
		type: 'number',
		displayOptions,
		typeOptions: { minValue: 1 },
		default: DEFAULT_LOOK_BACK_MINUTES,
		description: 'Error rates and times are those of calls that began in the last so many minutes',
	},
	{
		displayName: 'Output',
		name: 'healthOutput',
		type: 'options',
		displayOptions,
		options: [
			{
				name: 'Item per Deployment',
				value: 'perDeployment',
				description: 'What is known of each, for a table or an alert of your own',
			},
			{
				name: 'One Item',
				value: 'oneItem',
				description: 'For an uptime monitor: healthy is false when a model group has no deployment left',
			},
		],
		default: 'oneItem',
		description: 'What the node puts out',
	},
];
