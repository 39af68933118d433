import { createProviders } from '../../../lib/providers';
import { closeProviderConnections } from '../../../lib/providers/http/fetch';
import type { ProviderEvent, ProviderName } from '../../../lib/types';
import { type FaultServer, startFaultServer } from '../../support/fault-server';

const providers = createProviders();
let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
	await closeProviderConnections();
});

/** After the last write nothing comes, and the connection stays. */
const HELD_OPEN_MS = 60_000;

async function ask(provider: ProviderName, writes: string): Promise<ProviderEvent[]> {
	server.reply({ raw: [writes, ''], paceMs: HELD_OPEN_MS });
	const all: ProviderEvent[] = [];
	const stream = providers[provider].stream({
		endpoint: { baseUrl: server.url, headers: {} },
		model: 'm',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
		settings: {},
		signal: AbortSignal.timeout(10_000),
	});
	for await (const event of stream) all.push(event);
	return all;
}

const sse = (...events: unknown[]) =>
	events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
const named = (...events: Array<{ type: string }>) =>
	events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const lines = (...events: unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

const content = { choices: [{ delta: { content: 'Hello' } }] };
const ending = { choices: [{ delta: {}, finish_reason: 'stop' }] };
const counted = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } };
const claude = [
	{ type: 'message_start', message: { model: 'm', content: [], usage: { input_tokens: 3, output_tokens: 1 } } },
	{ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
	{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
	{ type: 'content_block_stop', index: 0 },
	{ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
];
const llama = [
	{ model: 'm', message: { content: 'Hello' }, done: false },
	{ model: 'm', message: { content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 1 },
];

describe('a whole answer whose connection stays open', () => {
	it.each<[ProviderName, string, string, boolean]>([
		['openai', 'its finish reason', sse(content, ending), false],
		['openai', 'its usage', sse(content, ending, counted), true],
		['openai', 'its end mark', sse(content, ending, counted, '[DONE]'), true],
		['openai-compatible', 'its finish reason', sse(content, ending), false],
		['openai-compatible', 'its end mark', sse(content, ending, counted, '[DONE]'), true],
		['anthropic', 'its stop reason', named(...claude), true],
		['anthropic', 'its last event', named(...claude, { type: 'message_stop' }), true],
		['ollama', 'its last line', lines(...llama), true],
	])('of %s is complete after %s', async (provider, _, writes, hasUsage) => {
		const events = await ask(provider, writes);
		expect(events.map((event) => (event.type === 'text' ? event.text : '')).join('')).toBe('Hello');
		expect(events.some(({ type }) => type === 'usage')).toBe(hasUsage);
		expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
		// Closed by us: the server would hold it for a minute.
		await server.untilAborted();
	});

	it.each<[ProviderName, string]>([
		['openai', sse(content)],
		['anthropic', named(...claude.slice(0, 4))],
		['ollama', lines(...llama.slice(0, 1))],
	])('of %s is waited for as long as it is not whole', async (provider, writes) => {
		const outcome = ask(provider, writes).then(
			() => 'ended',
			() => 'failed',
		);
		const pause = new Promise<string>((resolve) => setTimeout(() => resolve('waiting'), 1_500));
		expect(await Promise.race([outcome, pause])).toBe('waiting');
		await server.close();
		expect(await outcome).toBe('failed');
	});
});
