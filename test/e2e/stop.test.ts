import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byHand, byWebhook, routedLlm, type TestDeployment } from '../support/n8n/workflows';

let n8n: RunningN8n;
let server: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
});
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

async function workflowOf(deployment: Omit<TestDeployment, 'server'> = {}, parameters: Record<string, unknown> = {}) {
	return await n8n.createWorkflow(byHand([await routedLlm(n8n, [{ server, ...deployment }], parameters)]));
}

describe('Stop', () => {
	it('aborts the upstream request within a second, and the call has its row', async () => {
		server.reply('hang');
		const workflow = await workflowOf();
		const executionId = await n8n.startWorkflow(workflow);
		await server.untilRequests(1);
		const stopped = n8n.stopExecution(executionId);
		await server.untilAborted(1_000);
		await stopped;
		expect((await n8n.waitForExecution(executionId)).status).toBe('canceled');
		expect(await usageRows(n8n, { workflowId: workflow.id })).toEqual([
			expect.objectContaining({ status: 'cancelled', attemptCount: 1, executionId }),
		]);
	});

	it('aborts an answer that has begun within a second, and what it cost so far is in its row', async () => {
		server.reply({ text: 'word '.repeat(500), paceMs: 20 });
		const workflow = await workflowOf();
		const executionId = await n8n.startWorkflow(workflow);
		await server.untilRequests(1);
		await new Promise((resolve) => setTimeout(resolve, 500));
		const stopped = n8n.stopExecution(executionId);
		await server.untilAborted(1_000);
		await stopped;
		await n8n.waitForExecution(executionId);
		const [row] = await usageRows(n8n, { workflowId: workflow.id });
		expect(row).toMatchObject({ status: 'cancelled', estimated: true });
		expect(row!.outputTokens).toBeGreaterThan(0);
	});

	it('aborts the requests of all items, and goes to no other deployment', async () => {
		const spare = await startFaultServer();
		server.reply('hang');
		const node = await routedLlm(n8n, [{ server }, { server: spare }], { onError: 'continueRegularOutput' });
		const workflow = await n8n.createWorkflow(byHand([node], { items: [{}, {}, {}] }));
		const executionId = await n8n.startWorkflow(workflow);
		await server.untilRequests(3);
		await n8n.stopExecution(executionId);
		expect((await n8n.waitForExecution(executionId)).status).toBe('canceled');
		expect(server.requests.map(({ aborted }) => aborted)).toEqual([true, true, true]);
		expect(spare.requests).toHaveLength(0);
		await spare.close();
	});

	it('takes a call out of the line, and those behind it move up', async () => {
		server.script(['hang', { text: 'Served' }]);
		const workflow = await workflowOf({ options: { concurrency: 1 } });
		const serving = await n8n.startWorkflow(workflow);
		await server.untilRequests(1);
		const waiting = await n8n.startWorkflow(workflow);
		const behind = await n8n.startWorkflow(workflow);

		await n8n.stopExecution(waiting);
		expect((await n8n.waitForExecution(waiting, { timeoutMs: 5_000 })).status).toBe('canceled');
		expect(server.requests).toHaveLength(1);

		await n8n.stopExecution(serving);
		expect((await n8n.waitForExecution(behind, { timeoutMs: 5_000 })).items('Routed LLM')[0]?.json.text).toBe('Served');
		expect(server.requests).toHaveLength(2);
	});

	it('also stops an execution that a webhook started', async () => {
		server.reply('hang');
		const workflow = await n8n.createWorkflow(byWebhook('to-be-stopped', [await routedLlm(n8n, [{ server }])]));
		await n8n.activateWorkflow(workflow);
		const caller = n8n.callWebhook('to-be-stopped', {});
		await server.untilRequests(1, 20_000);
		const [execution] = await n8n.listExecutions(workflow.id);
		const stopped = n8n.stopExecution(execution!.id);
		await server.untilAborted(1_000);
		await stopped;
		await caller;
	});
});
