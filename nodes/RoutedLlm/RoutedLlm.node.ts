import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { properties } from './description';
import { getEndpoints } from './methods/load-endpoints';
import { searchGroups } from '../shared/model-groups/search-groups';
import { searchModels } from './methods/search-models';
import { credentialTest } from './methods/test-credentials';

/** `hide`, not `show`: the editor hides a parameter whose every choice is named by a credential's `show`. */
const SHARED = { modelGroup: ['shared'] };

export class RoutedLlm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Routed LLM',
		name: 'routedLlm',
		icon: { light: 'file:routed-llm.svg', dark: 'file:routed-llm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter["modelGroup"] === "shared" ? $parameter["sharedGroup"]?.value : $parameter["groupName"] }}',
		description: 'Ask the best available model of a group: failover, limits and cost of every call',
		defaults: { name: 'Routed LLM' },
		usableAsTool: {
			replacements: {
				// What the agent's model reads to decide whether to use the tool.
				description: 'Asks another language model, which knows only what the prompt says, and returns its answer',
			},
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'routedLlmModelGroupsApi',
				displayName: 'Model Groups',
				testedBy: 'testModelGroupsCredential',
				displayOptions: { show: { modelGroup: ['shared'] } },
			},
			{
				name: 'routedLlmOpenAiApi',
				displayName: 'OpenAI',
				testedBy: 'testOpenAiCredential',
				displayOptions: { show: { providers: ['openai'] }, hide: SHARED },
			},
			{
				name: 'routedLlmAnthropicApi',
				displayName: 'Anthropic',
				testedBy: 'testAnthropicCredential',
				displayOptions: { show: { providers: ['anthropic'] }, hide: SHARED },
			},
			{
				name: 'routedLlmOllamaApi',
				displayName: 'Ollama',
				testedBy: 'testOllamaCredential',
				displayOptions: { show: { providers: ['ollama'] }, hide: SHARED },
			},
			{
				name: 'routedLlmOpenAiCompatibleApi',
				displayName: 'OpenAI-Compatible',
				testedBy: 'testOpenAiCompatibleCredential',
				displayOptions: { show: { providers: ['openai-compatible'] }, hide: SHARED },
			},
			{
				name: 'routedLlmRedisApi',
				displayName: 'Redis',
				testedBy: 'testRedisCredential',
				displayOptions: { show: { state: ['redis'] } },
			},
			{
				name: 'routedLlmPostgresApi',
				displayName: 'Postgres',
				testedBy: 'testPostgresCredential',
				displayOptions: { show: { usageLog: ['postgres'] } },
			},
		],
		properties,
	};

	methods = { loadOptions: { getEndpoints }, listSearch: { searchGroups, searchModels }, credentialTest };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// n8n requires this file at its start, and what runs a node only when one runs.
		const { runItems } = await import('./execute/run-items');
		return await runItems(this);
	}
}
