import type { IDataObject } from 'n8n-workflow';
import {
	closedPort,
	startFaultServer,
	type Behaviour,
	type FaultServer,
	type ReceivedRequest,
} from '../support/fault-server';
import { groupOf } from './support/group';
import { answersOf, runNode, startNode } from './support/run-node';

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

/** The server answers each prompt with itself; `behave` may do otherwise. */
function echo(behave: (prompt: string) => Behaviour | undefined = () => undefined): void {
	server.reply((request) => behave(promptOf(request)) ?? { text: promptOf(request) });
}

function promptOf(request: ReceivedRequest): string {
	const messages = request.body.messages as Array<{ content: string | Array<{ text: string }> }>;
	const content = messages.at(-1)!.content;
	return typeof content === 'string' ? content : content[0]!.text;
}

const itemsOf = (count: number) => Array.from({ length: count }, (_, n) => ({ json: { n } }));
const prompted = (parameters: IDataObject = {}, deployment = {}) =>
	groupOf([{ server, ...deployment }], { prompt: '=ask {{ $json.n }}', ...parameters });

describe('items', () => {
	it('keep their order and their pairing, 50 in parallel that end in any order', async () => {
		echo((prompt) => ({ text: prompt, delayMs: (Number(prompt.slice(4)) * 7) % 40 }));
		const { outputs } = await runNode({ ...prompted({ routingOptions: { parallelItems: 50 } }), items: itemsOf(50) });
		expect(outputs[0]!.map(({ json }) => json.text)).toEqual(itemsOf(50).map(({ json }) => `ask ${json.n}`));
		expect(outputs[0]!.map(({ pairedItem }) => pairedItem)).toEqual(itemsOf(50).map((_, item) => ({ item })));
	});

	it('run no more than Parallel Items at a time', async () => {
		let running = 0;
		let most = 0;
		echo((prompt) => {
			most = Math.max(most, ++running);
			setTimeout(() => running--, 15);
			return { text: prompt, delayMs: 20 };
		});
		await answersOf({ ...prompted({ routingOptions: { parallelItems: 3 } }), items: itemsOf(9) });
		expect(most).toBe(3);
	});

	it('may each tick their own providers', async () => {
		const settings = prompted({ providers: '={{ $json.n === 0 ? [] : ["openai-compatible"] }}' });
		const { outputs } = await runNode({ ...settings, items: itemsOf(2), onError: 'continueRegularOutput' });
		expect(outputs[0]!.map(({ json }) => json)).toMatchObject([
			{ error: expect.stringContaining('OpenAI-Compatible is not ticked under Providers') as string },
			{ text: 'Hello from the fault server' },
		]);
	});

	it('may each name their own group and model', async () => {
		const { parameters, credentials } = prompted({ groupName: '=group-{{ $json.n }}', simplify: false });
		const rows = [{ provider: 'openai-compatible', model: '=model-{{ $json.n }}' }];
		const answers = await answersOf({
			parameters: { ...parameters, deployments: { rows } },
			credentials,
			items: itemsOf(2),
		});
		expect(answers.map(({ model, routing }) => [model, (routing as IDataObject).group])).toEqual([
			['model-0', 'group-0'],
			['model-1', 'group-1'],
		]);
	});

	it('that hold nothing are answered with nothing', async () => {
		const { outputs, error } = await runNode({ ...prompted(), items: [] });
		expect([outputs.flat(), error]).toEqual([[], undefined]);
	});
});

describe('an item that fails', () => {
	const poisoned = (prompt: string) =>
		prompt === 'ask 1' ? { status: 400, body: { error: { message: 'poisoned' } } } : undefined;

	it('becomes an error item among the others with Continue', async () => {
		echo(poisoned);
		const { outputs, error } = await runNode({ ...prompted(), items: itemsOf(3), onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(outputs[0]!.map(({ json }) => json.text ?? 'failed')).toEqual(['ask 0', 'failed', 'ask 2']);
		expect(outputs[0]![1]).toMatchObject({
			json: {
				error: expect.stringContaining('poisoned'),
				details: { code: 'rejected', failure: 'bad_request', status: 400 },
			},
			pairedItem: { item: 1 },
		});
	});

	it('leaves by the error output, where there is one, with its input', async () => {
		echo(poisoned);
		const { outputs } = await runNode({ ...prompted(), items: itemsOf(3), onError: 'continueErrorOutput' });
		expect(outputs[0]!.map(({ json }) => json.text)).toEqual(['ask 0', 'ask 2']);
		expect(outputs[1]!.map(({ json }) => [json.n, typeof json.error])).toEqual([[1, 'string']]);
	});

	it('takes no other with it when its input is at fault', async () => {
		echo();
		const settings = { ...prompted({ prompt: '={{ $json.ask }}' }), onError: 'continueErrorOutput' as const };
		const { outputs } = await runNode({ ...settings, items: [{ json: { ask: '' } }, { json: { ask: 'b' } }] });
		expect(outputs[0]!.map(({ json }) => json.text)).toEqual(['b']);
		expect(outputs[1]!.map(({ json }) => json.error)).toEqual([expect.stringContaining('Item 0: the prompt is empty')]);
	});

	it('ends the others at once when the node stops on errors', async () => {
		echo((prompt) => (prompt === 'ask 1' ? { status: 400, delayMs: 50 } : 'hang'));
		const { error } = await runNode({ ...prompted(), items: itemsOf(3) });
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		await server.untilAborted();
	});

	it('says every attempt in the description of its error, and when to come back', async () => {
		const port = await closedPort();
		server.reply({ status: 429, headers: { 'retry-after': '7' } });
		const deployments = [{ server: { url: `http://127.0.0.1:${port}` } }, { server }];
		const { error } = await runNode(groupOf(deployments, { routingOptions: { maxQueueWaitSeconds: 0, retries: 0 } }));
		expect(error?.name).toBe('NodeApiError');
		expect(error?.description).toMatch(
			/^Attempt 1, openai-compatible\/model-1, failed after .* \(connection\).*\nAttempt 2, openai-compatible\/model-2, failed after .* \(status 429\)/,
		);
		expect(error?.failure).toMatchObject({ cause: 'rate-limited', retryAfterMs: expect.any(Number) });
	});
});

it('says of what no deployment can take that the configuration needs one that can', async () => {
	const { parameters } = groupOf([{ server }], { options: { binaryFields: 'data' }, providers: ['ollama'] });
	const { error } = await runNode({
		parameters: { ...parameters, deployments: { rows: [{ provider: 'ollama', model: 'm' }] } },
		credentials: { routedLlmOllamaApi: { endpoints: { entries: [{ baseUrl: server.url }] } } },
		items: [{ json: {}, binary: { data: { data: 'JVBERi0=', mimeType: 'application/pdf', fileName: 'paper.pdf' } } }],
	});
	expect(error?.failure).toEqual({ cause: 'configuration-invalid' });
	expect(server.requests).toHaveLength(0);
});

it('aborts the HTTP request when the execution is stopped', async () => {
	server.reply('hang');
	const started = startNode({
		...prompted({ routingOptions: { parallelItems: 1 } }),
		items: itemsOf(3),
		onError: 'continueRegularOutput',
	});
	await server.untilRequests(1);
	started.cancel();
	await server.untilAborted();
	await started.done.catch(() => {});
	expect(server.requests).toHaveLength(1);
});
