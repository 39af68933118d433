import type { Execution } from '../../scripts/n8n/execution';
import { startFaultServer, type Behaviour, type FaultServer, type ReceivedRequest } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byHand, routedLlm } from '../support/n8n/workflows';

const NODE = 'Routed LLM';
const WINDOW_MS = 60_000;

let n8n: RunningN8n;
let server: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
	await startFiveItemsUnderAnRpmOf3();
});
beforeEach(async () => {
	server = await startFaultServer();
	echo();
});
afterEach(async () => {
	await server.close();
});

/** The server answers each prompt with itself; `behave` may add to it or do otherwise. */
function echo(behave: (prompt: string) => Behaviour = (prompt) => ({ text: prompt })): void {
	server.reply((request) => behave(promptOf(request)));
}

function promptOf({ body }: ReceivedRequest): string {
	const messages = body.messages as Array<{ content: string }>;
	return messages.at(-1)!.content;
}

const itemsOf = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));
const promptsOf = (count: number) => itemsOf(count).map(({ n }) => `item ${n}`);
const prompt = '=item {{ $json.n }}';

const textsOf = (execution: Execution, output = 0) => execution.items(NODE, output).map(({ json }) => json.text);

describe('items', () => {
	it('keep their order and their pairing, 50 in parallel that end in any order', async () => {
		echo((asked) => ({ text: asked, delayMs: ((Number(asked.slice(5)) * 17) % 50) * 6 }));
		const node = await routedLlm(n8n, [{ server }], { prompt, routingOptions: { parallelItems: 50 } });
		const execution = await n8n.runWorkflow(byHand([node], { items: itemsOf(50) }));
		expect(textsOf(execution)).toEqual(promptsOf(50));
		expect(execution.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual(itemsOf(50).map((_, item) => ({ item })));
		expect(server.requests).toHaveLength(50);
	});

	it('are found again by what comes after: a later node pairs each answer with its own item', async () => {
		echo((asked) => ({ text: asked, delayMs: (12 - Number(asked.slice(5))) * 10 }));
		const node = await routedLlm(n8n, [{ server }], { prompt });
		const pair = {
			name: 'Pair',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: `={{ ({ asked: $('Start').item.json.n, text: $json.text }) }}` },
		};
		const execution = await n8n.runWorkflow(byHand([node, pair], { items: itemsOf(12) }));
		expect(execution.items('Pair').map(({ json }) => json)).toEqual(
			itemsOf(12).map(({ n }) => ({ asked: n, text: `item ${n}` })),
		);
	});
});

describe('one poisoned item', () => {
	const poison = (asked: string): Behaviour =>
		asked === 'item 2' ? { status: 400, body: { error: { message: 'this one is poisoned' } } } : { text: asked };
	const others = promptsOf(5).filter((text) => text !== 'item 2');

	it('does not lose the others, and its error stands in its place, with Continue', async () => {
		echo(poison);
		const node = await routedLlm(n8n, [{ server }], { prompt, onError: 'continueRegularOutput' });
		const execution = await n8n.runWorkflow(byHand([node], { items: itemsOf(5) }));
		expect(execution.status).toBe('success');
		expect(textsOf(execution)).toEqual(['item 0', 'item 1', undefined, 'item 3', 'item 4']);
		expect(execution.items(NODE)[2]).toMatchObject({
			json: { error: expect.stringMatching(/refused the request: .*this one is poisoned/) },
			pairedItem: { item: 2 },
		});
	});

	it('goes to the error output with its message, and the others to the first', async () => {
		echo(poison);
		const node = await routedLlm(n8n, [{ server }], { prompt, onError: 'continueErrorOutput' });
		const execution = await n8n.runWorkflow(byHand([node], { items: itemsOf(5) }));
		expect(execution.status).toBe('success');
		expect(textsOf(execution, 0)).toEqual(others);
		expect(execution.items(NODE, 1)).toHaveLength(1);
		expect(execution.items(NODE, 1)[0]!.json.error).toMatch(/this one is poisoned/);
		expect(execution.items(NODE, 1)[0]!.json).toMatchObject({ n: 2 });
	});

	it('ends the run with an error that names it, without Continue', async () => {
		echo(poison);
		const execution = await n8n.runWorkflow(
			byHand([await routedLlm(n8n, [{ server }], { prompt })], { items: itemsOf(5) }),
		);
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toMatch(/this one is poisoned/);
		expect(execution.error?.context).toMatchObject({ itemIndex: 2 });
	});

	it('has its row in the usage log, as every other has', async () => {
		echo(poison);
		const node = await routedLlm(n8n, [{ server }], { prompt, onError: 'continueRegularOutput' });
		const workflow = await n8n.createWorkflow(byHand([node], { items: itemsOf(5) }));
		await n8n.runWorkflow(workflow);
		const statuses = (await usageRows(n8n, { workflowId: workflow.id })).map(({ status }) => status);
		expect(statuses.sort()).toEqual(['error', 'ok', 'ok', 'ok', 'ok']);
	});
});

// Begun before the other tests, which pass the minute that it waits.
let limited: { server: FaultServer; execution: Promise<Execution> };

async function startFiveItemsUnderAnRpmOf3(): Promise<void> {
	const limitedServer = await startFaultServer();
	limitedServer.reply((request) => ({ text: promptOf(request) }));
	const node = await routedLlm(n8n, [{ server: limitedServer, options: { rpm: 3 } }], { prompt });
	const workflow = await n8n.createWorkflow(byHand([node], { items: itemsOf(5) }));
	const executionId = await n8n.startWorkflow(workflow);
	limited = { server: limitedServer, execution: n8n.waitForExecution(executionId, { timeoutMs: 3 * WINDOW_MS }) };
	limited.execution.catch(() => undefined); // looked at by its test, which may never be reached
}

describe('five items under an RPM of 3', () => {
	afterAll(() => limited.server.close());

	it('are all answered: three at once, two a minute later', async () => {
		const execution = await limited.execution;
		expect(execution.status).toBe('success');
		expect(textsOf(execution)).toEqual(promptsOf(5));
		const [first, , third, fourth, fifth] = limited.server.requests.map(({ receivedAtMs }) => receivedAtMs) as [
			number,
			number,
			number,
			number,
			number,
		];
		expect(limited.server.requests).toHaveLength(5);
		expect(third - first).toBeLessThan(WINDOW_MS / 2);
		expect(fourth - first).toBeGreaterThanOrEqual(WINDOW_MS);
		expect(fifth - first).toBeGreaterThanOrEqual(WINDOW_MS);
	}, 200_000);
});
