import type { INodeProperties } from 'n8n-workflow';
import { groupLocator } from '../../RoutedLlm/description/model-group';
import { tags } from '../../RoutedLlm/description/tags';
import { PROVIDER_CHOICES, PROVIDER_FACTS } from '../../shared/provider-choice';
import { showFor } from './operation';

/** Ollama is one provider, wherever its servers are listed. */
const PROVIDERS = PROVIDER_CHOICES.filter((choice) => choice === PROVIDER_FACTS[choice].provider).map((choice) => ({
	name: PROVIDER_FACTS[choice].label,
	value: choice,
}));

const placeholder = 'Add Filter';

const options: INodeProperties[] = [
	{
		displayName: 'Deployment',
		name: 'deployment',
		type: 'string',
		default: '',
		placeholder: 'e.g. openai/gpt-4.1-mini',
		description: 'Only what this deployment did, by its name in answers and reports',
	},
	{ ...groupLocator, displayName: 'Group', name: 'group', description: 'Only calls of this model group' },
	{
		displayName: 'Model',
		name: 'model',
		type: 'string',
		default: '',
		placeholder: 'e.g. gpt-4.1-mini',
		description: 'Only this model, as the deployment names it',
	},
	{
		displayName: 'Node',
		name: 'nodeName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Routed LLM',
		description: 'Only calls of nodes with this name',
	},
	{
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		options: PROVIDERS,
		default: 'openai',
		description: 'Only what this provider did',
	},
	{ ...tags, description: 'Only calls that carry all of these' },
	{
		displayName: 'Workflow ID',
		name: 'workflowId',
		type: 'string',
		default: '',
		placeholder: 'e.g. WhpMaKJ8ghmyNxfb',
		description: 'Only calls of this workflow',
	},
];

export const filterProperties: INodeProperties[] = [
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		displayOptions: showFor(['summarizeSpend', 'listCalls']),
		placeholder,
		default: {},
		description: 'Only what carries all of these is counted',
		options,
	},
	{
		displayName: 'Scope',
		name: 'filters',
		type: 'collection',
		displayOptions: showFor(['checkBudget']),
		placeholder,
		default: {},
		description: 'What the budget is for: only what carries all of these is counted. Nothing added: all calls.',
		options,
	},
];
