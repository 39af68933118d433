import { closedPort, startFaultServer, type FaultServer } from './fault-server';

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

const post = async (path: string, body: unknown, signal?: AbortSignal) =>
	await fetch(server.url + path, {
		method: 'POST',
		body: JSON.stringify(body),
		signal: signal ?? AbortSignal.timeout(5_000),
	});
const openAi = async (stream = true, signal?: AbortSignal) =>
	await post('/v1/chat/completions', { model: 'm', stream }, signal);

describe('fault server', () => {
	it('streams in each of the three protocols', async () => {
		const openAiText = await (await openAi()).text();
		expect(openAiText).toContain('"content":" fault"');
		expect(openAiText).toContain('"usage":{"prompt_tokens":10');
		expect(openAiText.trimEnd().endsWith('data: [DONE]')).toBe(true);

		const anthropicText = await (await post('/v1/messages', { model: 'm', stream: true })).text();
		expect(anthropicText).toContain('event: content_block_delta');
		expect(anthropicText).toContain('event: message_stop');

		const ollamaLines = (await (await post('/api/chat', { model: 'm' })).text()).trim().split('\n');
		expect(JSON.parse(ollamaLines.at(-1) ?? '')).toMatchObject({ done: true, eval_count: 5 });
	});

	it('answers whole when no stream is asked for', async () => {
		server.reply({ toolCalls: [{ name: 'look', arguments: '{"at":"sky"}' }], text: [] });
		expect(await (await openAi(false)).json()).toMatchObject({ choices: [{ finish_reason: 'tool_calls' }] });
		expect(await (await post('/v1/messages', { model: 'm' })).json()).toMatchObject({
			content: [{ type: 'tool_use', input: { at: 'sky' } }],
			stop_reason: 'tool_use',
		});
		expect(await (await post('/api/chat', { model: 'm', stream: false })).json()).toMatchObject({
			message: { tool_calls: [{ function: { arguments: { at: 'sky' } } }] },
		});
	});

	it('follows the script request by request, then the usual reply', async () => {
		server.reply({ status: 503 });
		server.script([{ status: 429, headers: { 'retry-after': '7' } }, {}]);
		const first = await openAi();
		expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
		expect((await openAi()).status).toBe(200);
		expect((await openAi()).status).toBe(503);
		expect(server.requests.map(({ path }) => path)).toEqual(Array(3).fill('/v1/chat/completions'));
	});

	it('cuts, ends early, breaks a frame and reports errors after the tokens asked for', async () => {
		server.script([
			{ text: ['one', 'two', 'three'], breakAfter: { tokens: 2, how: 'cut' } },
			{ text: ['one', 'two', 'three'], breakAfter: { tokens: 2, how: 'end' } },
			{ text: ['one', 'two', 'three'], breakAfter: { tokens: 0, how: 'malformed' } },
			{ text: ['one', 'two', 'three'], breakAfter: { tokens: 3, how: 'error' } },
		]);
		await expect((await openAi()).text()).rejects.toThrow();
		const early = await (await openAi()).text();
		expect(early).toContain('two');
		expect(early).not.toMatch(/three|DONE/);
		expect(await (await openAi()).text()).not.toContain('one');
		expect(await (await openAi()).text()).toMatch(/three[^]*server_error/);
		expect(server.requests.map(({ aborted }) => aborted)).toEqual([false, false, false, false]);
	});

	it('closes without an answer', async () => {
		server.reply('close');
		await expect(openAi()).rejects.toThrow();
		expect(server.requests).toHaveLength(1);
	});

	it.each([['hang' as const], [{ breakAfter: { tokens: 1, how: 'stall' } } as const]])(
		'notes when the client leaves during %j',
		async (reply) => {
			server.reply(reply);
			const leaving = new AbortController();
			const answer = openAi(true, leaving.signal).then(async (response) => await response.text());
			await server.untilRequests(1);
			leaving.abort();
			await expect(answer).rejects.toThrow();
			expect((await server.untilAborted()).abortedAtMs).toBeGreaterThan(0);
		},
	);

	it('sends 20 MB', async () => {
		server.reply({ text: Array<string>(20).fill('x'.repeat(1_000_000)) });
		expect((await (await openAi()).text()).length).toBeGreaterThan(20_000_000);
	});

	it('lists models without counting it as a chat request', async () => {
		expect(await (await fetch(`${server.url}/v1/models`)).json()).toMatchObject({
			data: [{ id: 'model-a' }, { id: 'model-b' }],
		});
		expect(await (await fetch(`${server.url}/api/tags`)).json()).toMatchObject({
			models: [{ name: 'model-a' }, { name: 'model-b' }],
		});
		expect([server.requests.length, server.freeRequests.length]).toEqual([0, 2]);
	});

	it('knows a port nobody listens on', async () => {
		await expect(fetch(`http://127.0.0.1:${await closedPort()}`)).rejects.toThrow();
	});
});
