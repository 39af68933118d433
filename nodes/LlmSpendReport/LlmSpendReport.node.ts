import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { serverCredentialTests } from '../shared/server-credential-tests';
import { properties } from './description';
import { searchGroups } from './methods/search-groups';

/** Two outputs for a budget, one for all else. n8n evaluates it by itself, so it is text and names nothing of ours. */
const OUTPUTS =
	'={{ $parameter["operation"] === "checkBudget" ? [{ type: "main", displayName: "Within Budget" }, { type: "main", displayName: "Over Budget" }] : ["main"] }}';

export class LlmSpendReport implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'LLM Spend Report',
		name: 'llmSpendReport',
		icon: { light: 'file:llm-spend-report.svg', dark: 'file:llm-spend-report.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ summarizeSpend: "Summarize Spend", checkBudget: "Check Budget", listCalls: "List Calls", deleteOldCalls: "Delete Old Calls", deploymentHealth: "Deployment Health" })[$parameter["operation"]] }}',
		description: 'See where the money for LLM calls goes, and be warned before it is gone',
		defaults: { name: 'LLM Spend Report' },
		usableAsTool: {
			replacements: {
				// What the agent's model reads to decide whether to use the tool.
				description: 'Tells what was spent on language model calls, and on what',
			},
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS,
		credentials: [
			{
				name: 'routedLlmModelGroupsApi',
				displayName: 'Model Groups',
				testedBy: 'testModelGroupsCredential',
				displayOptions: { show: { source: ['groups'] } },
			},
			{
				name: 'routedLlmPostgresApi',
				displayName: 'Postgres',
				testedBy: 'testPostgresCredential',
				displayOptions: { show: { source: ['postgres'] } },
			},
			{
				name: 'routedLlmRedisApi',
				displayName: 'Redis',
				testedBy: 'testRedisCredential',
				displayOptions: { show: { operation: ['deploymentHealth'], state: ['redis'] } },
			},
			{
				name: 'routedLlmNtfyApi',
				displayName: 'ntfy',
				testedBy: 'testNtfyCredential',
				displayOptions: { show: { operation: ['summarizeSpend', 'checkBudget'], sendNtfy: ['on'] } },
			},
		],
		properties,
	};

	methods = { listSearch: { searchGroups }, credentialTest: serverCredentialTests };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// n8n requires this file at its start, and what runs a node only when one runs.
		const { runOperation } = await import('./execute/run-operation');
		return await runOperation(this);
	}
}
