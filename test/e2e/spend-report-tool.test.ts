import { randomUUID } from 'node:crypto';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { recordCalls } from '../support/n8n/record-calls';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';

const TOOL = 'What was spent';
/** As n8n offers the node above to the agent's model. */
const TOOL_NAME = 'What_was_spent';

let n8n: RunningN8n;
let agentModel: FaultServer;

beforeAll(async () => {
	[n8n, agentModel] = await Promise.all([startN8n(), startFaultServer()]);
	await recordCalls(n8n, [{ costUsd: 7.25 }]);
});
afterAll(async () => {
	await agentModel.close();
});

/** An AI Agent with n8n's own OpenAI model and the report node as its tool. */
async function agentWorkflow(agentVersion: number, parameters: object) {
	const openAiApi = await n8n.createCredential('openAiApi', { apiKey: 'no-key-needed', url: `${agentModel.url}/v1` });
	const node = (name: string, type: string, typeVersion: number, ofNode: object, more: object = {}) => ({
		id: randomUUID(),
		position: [0, 0],
		name,
		type,
		typeVersion,
		parameters: ofNode,
		...more,
	});
	const to = (type: string) => ({ [type]: [[{ node: 'AI Agent', type, index: 0 }]] });
	const model = { model: { __rl: true, mode: 'id', value: 'agent-model' }, options: {} };
	return await n8n.createWorkflow({
		name: `Agent ${agentVersion}`,
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('AI Agent', '@n8n/n8n-nodes-langchain.agent', agentVersion, {
				promptType: 'define',
				text: 'What did we spend?',
			}),
			node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, model, { credentials: { openAiApi } }),
			node(TOOL, 'n8n-nodes-routed-llm.llmSpendReportTool', 1, {
				toolDescription: 'Tells what was spent',
				...parameters,
			}),
		],
		connections: { Start: to('main'), Model: to('ai_languageModel'), [TOOL]: to('ai_tool') },
	});
}

describe.each([2.2, 3])('as a tool of AI Agent %s', (agentVersion) => {
	it.each([
		[
			'what was spent',
			{ operation: 'summarizeSpend', period: "={{ $fromAI('period', 'today or last7Days', 'string') }}", groupBy: [] },
		],
		[
			'how a budget stands, also one that is spent',
			{ operation: 'checkBudget', budgetName: 'Agent', limitUsd: 5, budgetPeriod: 'day' },
		],
	])('the node tells %s', async (_what, parameters) => {
		agentModel.requests.length = 0;
		agentModel.script([
			{ toolCalls: [{ id: 'call_1', name: TOOL_NAME, arguments: '{"period": "today"}' }] },
			{ text: 'It was $7.25.' },
		]);
		const execution = await n8n.runWorkflow(await agentWorkflow(agentVersion, parameters));
		expect(execution.error).toBeUndefined();
		expect(execution.items('AI Agent')[0]?.json.output).toBe('It was $7.25.');
		expect(JSON.stringify(agentModel.requests[1]!.body.messages)).toContain('7.25');
	});
});
