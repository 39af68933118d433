import { startFaultServer, type FaultServer } from '../support/fault-server';
import { openStream } from '../support/n8n/stream-of-chunks';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byWebhook, inARow, routedLlm, type TestDeployment } from '../support/n8n/workflows';

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

async function publish(
	path: string,
	deployments: TestDeployment[],
	parameters: Record<string, unknown> = {},
): Promise<string> {
	const node = await routedLlm(n8n, deployments, parameters);
	const workflow = await n8n.createWorkflow(byWebhook(path, [node], { responseMode: 'streaming' }));
	await n8n.activateWorkflow(workflow);
	return workflow.id;
}

describe('a webhook that streams', () => {
	it('gets the answer piece by piece, in order, between begin and end', async () => {
		server.reply({ text: ['One ', 'two ', 'three'], paceMs: 500 });
		const workflowId = await publish('stream', [{ server }]);
		const chunks = await (await openStream(n8n, '/webhook/stream', {})).rest();
		expect(chunks.map(({ type, content }) => content ?? type)).toEqual(['begin', 'One ', 'two ', 'three', 'end']);
		expect(chunks.every(({ metadata }) => metadata.nodeName === 'Routed LLM')).toBe(true);
		expect(await usageRows(n8n, { workflowId })).toEqual([expect.objectContaining({ status: 'ok' })]);
	});

	it('gets the first piece while the provider is still answering, and an error when that breaks off', async () => {
		server.reply({ text: ['Hello ', 'you'], breakAfter: { tokens: 1, how: 'stall' } });
		const spare = await startFaultServer();
		const workflowId = await publish('stream-cut', [{ server }, { server: spare }]);
		const stream = await openStream(n8n, '/webhook/stream-cut', {});
		expect((await stream.next()).type).toBe('begin');
		expect((await stream.next()).content).toBe('Hello ');
		await server.close();
		const rest = await stream.rest();
		await spare.close();
		expect(rest.map(({ type }) => type)).toEqual(['error']);
		expect(spare.requests).toHaveLength(0);
		const [saved] = await n8n.listExecutions(workflowId);
		const { error } = await n8n.waitForExecution(saved!.id);
		expect(error?.message).toMatch(/^The answer was cut after a part of it had been shown/);
		expect(error?.context).toMatchObject({ partialText: 'Hello ' });
	});

	it('never sees a deployment that fails before its first token', async () => {
		server.script([{ status: 500 }, { text: ['Hello'] }]);
		await publish('stream-failover', [{ server }, { server }]);
		const chunks = await (await openStream(n8n, '/webhook/stream-failover', {})).rest();
		expect(chunks.map(({ type, content }) => content ?? type)).toEqual(['begin', 'Hello', 'end']);
	});
});

it('a chat streams the answer to what the user wrote', async () => {
	server.reply(({ body }) => ({
		paceMs: 500,
		text: ['You said ', (body.messages as Array<{ content: string }>)[0]!.content],
	}));
	const trigger = {
		name: 'Chat',
		type: '@n8n/n8n-nodes-langchain.chatTrigger',
		typeVersion: 1.3,
		webhookId: 'the-chat',
		parameters: { public: true, options: { responseMode: 'streaming' } },
	};
	const node = await routedLlm(n8n, [{ server }], { prompt: '={{ $json.chatInput }}' });
	const workflow = await n8n.createWorkflow(inARow('Chat', [trigger, node]));
	await n8n.activateWorkflow(workflow);
	const message = { action: 'sendMessage', sessionId: 'session-1', chatInput: 'good morning' };
	const chunks = await (await openStream(n8n, '/webhook/the-chat/chat', message)).rest();
	expect(chunks.map(({ type, content }) => content ?? type)).toEqual(['begin', 'You said ', 'good morning', 'end']);
});
