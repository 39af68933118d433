import type { ChatAnswer } from '../../lib';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byHand, byWebhook, routedLlm } from '../support/n8n/workflows';

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

interface Served {
	routing: Pick<ChatAnswer['routing'], 'callId'>;
}

async function publish(path: string): Promise<string> {
	const workflow = await n8n.createWorkflow(
		byWebhook(path, [await routedLlm(n8n, [{ server }], { prompt: '={{ $json.body.ask }}' })]),
	);
	await n8n.activateWorkflow(workflow);
	return workflow.id;
}

async function ask(path: string, prompt = 'Say hello'): Promise<string> {
	const { status, body } = await n8n.callWebhook(path, { ask: prompt });
	expect(status).toBe(200);
	return (body as Served).routing.callId;
}

const callIdsOf = async (workflowId: string) => (await usageRows(n8n, { workflowId })).map(({ callId }) => callId);

test('each of many calls at once has exactly one row, whatever its end', async () => {
	server.reply((_request, number) => (number % 3 === 0 ? { status: 400 } : { text: 'fine', delayMs: 20 }));
	const node = await routedLlm(n8n, [{ server }], {
		onError: 'continueRegularOutput',
		routingOptions: { parallelItems: 30 },
	});
	const workflow = await n8n.createWorkflow(byHand([node], { items: Array.from({ length: 60 }, (_, n) => ({ n })) }));
	const execution = await n8n.runWorkflow(workflow);

	const shown = execution.items('Routed LLM').map(({ json }) => (json.routing ?? json.details).callId as string);
	expect(new Set(shown).size).toBe(60);
	expect((await callIdsOf(workflow.id)).sort()).toEqual(shown.sort());
});

test('a run without the usage log leaves no row', async () => {
	const workflow = await n8n.createWorkflow(byHand([await routedLlm(n8n, [{ server }], { usageLog: 'off' })]));
	expect((await n8n.runWorkflow(workflow)).status).toBe('success');
	expect(await callIdsOf(workflow.id)).toEqual([]);
});

describe('killing n8n right after an answer', () => {
	it('loses no row and doubles none; after the next start more are added', async () => {
		const workflowId = await publish('killed');
		const answered: string[] = [];
		for (let round = 1; round <= 2; round++) {
			answered.push(await ask('killed'), await ask('killed'));
			await n8n.kill9();
			expect((await callIdsOf(workflowId)).sort()).toEqual([...answered].sort());
			await n8n.startAgain();
		}
		answered.push(await ask('killed'));
		expect((await callIdsOf(workflowId)).sort()).toEqual([...answered].sort());
	});

	it('in the middle of others leaves the row of every call that was answered', async () => {
		const workflowId = await publish('killed-in-between');
		server.reply(({ body }) => {
			const [{ content }] = body.messages as [{ content: string }];
			return { text: 'fine', delayMs: Number(content) };
		});
		await ask('killed-in-between', '0');

		const answered: string[] = [];
		let ended: Promise<unknown> | undefined;
		await new Promise<void>((whenFourAreAnswered) => {
			const calls = Array.from({ length: 12 }, async (_, n) => {
				answered.push(await ask('killed-in-between', String(n * 50)));
				if (answered.length === 4) whenFourAreAnswered();
			});
			ended = Promise.allSettled(calls);
		});
		await n8n.kill9();
		await ended;

		expect(answered.length).toBeLessThan(12);
		const callIds = await callIdsOf(workflowId);
		expect(callIds).toEqual(expect.arrayContaining(answered));
		expect(new Set(callIds).size).toBe(callIds.length);
		await n8n.startAgain();
		await ask('killed-in-between', '0');
		expect(await callIdsOf(workflowId)).toHaveLength(callIds.length + 1);
	});
});
