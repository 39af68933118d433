import { randomUUID } from 'node:crypto';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { routedLlm } from '../support/n8n/workflows';

const TOOL = 'Ask the models';
/** As n8n offers the node above to the agent's model. */
const TOOL_NAME = 'Ask_the_models';

let n8n: RunningN8n;
/** The agent's own model, and the deployments of the tool. */
let agentModel: FaultServer;
let first: FaultServer;
let second: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
});
beforeEach(async () => {
	[agentModel, first, second] = await Promise.all([startFaultServer(), startFaultServer(), startFaultServer()]);
});
afterEach(async () => {
	await Promise.all([agentModel.close(), first.close(), second.close()]);
});

/** An AI Agent with n8n's own OpenAI model and the Routed LLM node as its tool; the model says what to ask. */
async function agentWorkflow(agentVersion: number) {
	const openAi = await n8n.createCredential('openAiApi', { apiKey: 'no-key-needed', url: `${agentModel.url}/v1` });
	const tool = await routedLlm(
		n8n,
		[{ server: first }, { server: second, options: { priceInput: 1, priceOutput: 1 } }],
		{
			prompt: "={{ $fromAI('question', 'What to ask', 'string') }}",
			toolDescription: 'Asks another model',
			simplify: true,
		},
	);
	const node = (name: string, type: string, typeVersion: number, parameters: object, more: object = {}) => ({
		id: randomUUID(),
		position: [0, 0],
		name,
		type,
		typeVersion,
		parameters,
		...more,
	});
	const to = (type: string) => ({ [type]: [[{ node: 'AI Agent', type, index: 0 }]] });
	return await n8n.createWorkflow({
		name: `Agent ${agentVersion}`,
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('AI Agent', '@n8n/n8n-nodes-langchain.agent', agentVersion, {
				promptType: 'define',
				text: 'What does the other model say?',
			}),
			node(
				'Model',
				'@n8n/n8n-nodes-langchain.lmChatOpenAi',
				1.2,
				{ model: { __rl: true, mode: 'id', value: 'agent-model' }, options: {} },
				{ credentials: { openAiApi: openAi } },
			),
			{ ...node(TOOL, 'n8n-nodes-routed-llm.routedLlmTool', 1, tool.parameters), credentials: tool.credentials },
		],
		connections: { Start: to('main'), Model: to('ai_languageModel'), [TOOL]: to('ai_tool') },
	});
}

const callTool = (...questions: string[]) => ({
	toolCalls: questions.map((question, index) => ({
		id: `call_${index}`,
		name: TOOL_NAME,
		arguments: JSON.stringify({ question }),
	})),
});

describe.each([2.2, 3])('as a tool of AI Agent %s', (agentVersion) => {
	it('the node is offered to the model, asked what the model wants to know, and fails over', async () => {
		agentModel.script([callTool('Is it warm?'), { text: 'They say it is warm.' }]);
		first.reply('close');
		second.reply({ text: 'It is warm.' });
		const workflow = await agentWorkflow(agentVersion);
		const execution = await n8n.runWorkflow(workflow);

		expect(execution.error).toBeUndefined();
		expect(execution.items('AI Agent')[0]?.json.output).toBe('They say it is warm.');
		expect(agentModel.requests[0]!.body.tools).toEqual([
			expect.objectContaining({
				function: expect.objectContaining({ name: TOOL_NAME, description: 'Asks another model' }),
			}),
		]);
		expect(second.requests.map(({ body }) => body.messages)).toEqual([[{ role: 'user', content: 'Is it warm?' }]]);
		expect(JSON.stringify(agentModel.requests[1]!.body.messages)).toContain('It is warm.');
		expect(await usageRows(n8n, { workflowId: workflow.id })).toEqual([
			expect.objectContaining({
				status: 'ok',
				nodeName: TOOL,
				deployment: 'openai-compatible/model-2',
				executionId: execution.id,
			}),
		]);
	});

	it('two questions at once are two calls, each with its row', async () => {
		agentModel.script([callTool('Is it warm?', 'Is it dry?'), { text: 'Warm and dry.' }]);
		const workflow = await agentWorkflow(agentVersion);
		const execution = await n8n.runWorkflow(workflow);
		expect(execution.items('AI Agent')[0]?.json.output).toBe('Warm and dry.');
		expect(first.requests.map(({ body }) => JSON.stringify(body.messages)).sort()).toEqual([
			expect.stringContaining('Is it dry?'),
			expect.stringContaining('Is it warm?'),
		]);
		expect(await usageRows(n8n, { workflowId: workflow.id })).toHaveLength(2);
	});

	it("Stop aborts the tool's request within a second", async () => {
		agentModel.script([callTool('Is it warm?')]);
		first.reply('hang');
		const executionId = await n8n.startWorkflow(await agentWorkflow(agentVersion));
		await first.untilRequests(1, 20_000);
		const stopped = n8n.stopExecution(executionId);
		await first.untilAborted(1_000);
		await stopped;
		expect((await n8n.waitForExecution(executionId)).status).toBe('canceled');
	});
});
