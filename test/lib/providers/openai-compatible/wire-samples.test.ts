import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderEvent } from '../../../../lib/types/chat';
import { ProviderFailure } from '../../../../lib/types/failure';
import { createOpenAiCompatibleProvider } from '../../../../lib/providers/openai-compatible/openai-compatible-provider';
import { createOpenAiProvider } from '../../../../lib/providers/openai/openai-provider';
import { type FoldedAnswer, foldEvents } from '../fold-events';
import { startFaultServer, type FaultServer } from '../../../support/fault-server';

const FIXTURES = join(__dirname, '../../../fixtures/openai');
const sample = (name: string) => readFileSync(join(FIXTURES, `${name}.sse`), 'utf8');

interface ErrorAnswer {
	server: string;
	/** OpenAI's own, to be told by that provider too. */
	openai?: boolean;
	status: number;
	body: unknown;
	kind: string;
}
const errorAnswers = JSON.parse(readFileSync(join(FIXTURES, 'error-answers.json'), 'utf8')) as ErrorAnswer[];

const openAi = createOpenAiProvider();
const compatible = createOpenAiCompatibleProvider();
let server: FaultServer;
beforeAll(async () => {
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
});

async function ask(provider = compatible): Promise<ProviderEvent[]> {
	const all: ProviderEvent[] = [];
	const stream = provider.stream({
		endpoint: { baseUrl: `${server.url}/v1`, headers: {} },
		model: 'm',
		messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
		settings: {},
		signal: AbortSignal.timeout(10_000),
	});
	for await (const event of stream) all.push(event);
	return all;
}

const nothing = { text: '', reasoning: '', calls: [], usage: undefined };

const EXPECTED: Record<string, FoldedAnswer> = {
	'openai-text': {
		...nothing,
		text: 'Grüß Gott 👋',
		usage: { inputTokens: 1426, cachedTokens: 1280, outputTokens: 1578, reasoningTokens: 952 },
		model: 'gpt-4.1-mini-2025-04-14',
		finish: 'stop',
	},
	'openai-parallel-tool-calls': {
		...nothing,
		calls: [
			{ id: 'call_Aa', name: 'weather', arguments: '{"city": "Bern"}' },
			{ id: 'call_Bb', name: 'weather', arguments: '{"city": "Chur"}' },
		],
		usage: { inputTokens: 72, cachedTokens: 0, outputTokens: 46, reasoningTokens: 0 },
		model: 'gpt-4.1-2025-04-14',
		finish: 'tool_calls',
	},
	'openai-refusal': {
		...nothing,
		text: "I can't help with that.",
		model: 'gpt-4.1-2025-04-14',
		finish: 'content_filter',
	},
	'vllm-reasoning': {
		...nothing,
		text: 'Hello',
		reasoning: 'They greet me.',
		usage: { inputTokens: 11, outputTokens: 34 },
		model: 'Qwen/Qwen3-8B',
		finish: 'length',
	},
	'llama-cpp-text': {
		...nothing,
		text: 'Hi',
		usage: { inputTokens: 12, outputTokens: 2 },
		model: 'gpt-3.5-turbo',
		finish: 'stop',
	},
	'lm-studio-tool-call': {
		...nothing,
		calls: [{ id: '365174485', name: 'search', arguments: '{"query":"dresser"}' }],
		model: 'qwen2.5-7b-instruct',
		finish: 'tool_calls',
	},
	'openrouter-text': {
		...nothing,
		text: 'Yes',
		reasoning: 'Hm.',
		usage: { inputTokens: 9, cachedTokens: 4, cacheWriteTokens: 2, outputTokens: 40, reasoningTokens: 31 },
		model: 'deepseek/deepseek-r1',
		finish: 'stop',
	},
	'groq-usage-of-its-own': {
		...nothing,
		text: 'Hey',
		reasoning: 'Greet.',
		usage: { inputTokens: 73, outputTokens: 29, reasoningTokens: 18 },
		model: 'openai/gpt-oss-20b',
		finish: 'stop',
	},
	'gemini-parallel-tool-calls': {
		...nothing,
		calls: [
			{ id: 'function-call-11', name: 'weather', arguments: '{"city":"Bern"}' },
			{ id: 'function-call-22', name: 'weather', arguments: '{"city":"Chur"}' },
		],
		usage: { inputTokens: 50, outputTokens: 150 },
		model: 'gemini-2.5-flash',
		finish: 'tool_calls',
	},
	'mistral-thinking-parts': {
		...nothing,
		text: 'Four',
		reasoning: 'Easy.',
		usage: { inputTokens: 7, outputTokens: 5 },
		model: 'magistral-small-2509',
		finish: 'length',
	},
	'xai-reasoning-outside-completion': {
		...nothing,
		text: 'Ok',
		usage: { inputTokens: 32, cachedTokens: 6, outputTokens: 103, reasoningTokens: 94 },
		model: 'grok-4',
		finish: 'stop',
	},
	'no-finish-reason': { ...nothing, text: 'Done', model: 'tiny', finish: 'other' },
	'no-index-no-id-tool-calls': {
		...nothing,
		calls: [
			{ id: expect.stringMatching(/^call_\w{32}$/), name: 'first', arguments: '{"a":1}' },
			{ id: expect.stringMatching(/^call_\w{32}$/), name: 'second', arguments: '{"b":2}' },
		],
		model: 'tiny',
		finish: 'tool_calls',
	},
};

describe('answers as servers send them', () => {
	it.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
		server.reply({ raw: sample(name) });
		expect(foldEvents(await ask())).toEqual(expected);
	});

	it.each([7, 64])('come out the same when cut into writes of %i bytes', async (size) => {
		const bytes = sample('openai-text').replaceAll('\n', '\r\n');
		server.reply({ raw: bytes.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [] });
		expect(foldEvents(await ask())).toEqual(EXPECTED['openai-text']);
	});

	it('are read whole when a server ignores that a stream was asked for', async () => {
		server.reply({
			ignoreStream: true,
			reasoning: 'Hm.',
			toolCalls: [{ name: 'look', arguments: '{}' }],
			usage: { input: 3, output: 4 },
		});
		expect(foldEvents(await ask())).toEqual({
			text: 'Hello from the fault server',
			reasoning: 'Hm.',
			calls: [{ id: 'call_0', name: 'look', arguments: '{}' }],
			usage: { inputTokens: 3, cachedTokens: 0, outputTokens: 4, reasoningTokens: 0 },
			model: 'm',
			finish: 'tool_calls',
		});
	});
});

describe('errors inside a stream', () => {
	it.each([
		['openrouter-error-in-stream', 'rate_limited', 'temporarily rate-limited upstream'],
		['lm-studio-error-event', 'context_window', 'context length of only 2048'],
		['llama-cpp-error-field', 'context_window', 'Context size has been exceeded'],
	])('%s is %s', async (name, kind, words) => {
		server.reply({ raw: sample(name) });
		await expect(ask()).rejects.toMatchObject({
			failure: { kind, message: expect.stringContaining(words), reached: true },
		});
	});

	it('are seen in a whole answer with status 200 too', async () => {
		const body = {
			error: {
				code: 400,
				message: 'the request exceeds the available context size',
				type: 'exceed_context_size_error',
			},
		};
		server.reply({ raw: JSON.stringify(body), contentType: 'application/json' });
		await expect(ask()).rejects.toMatchObject({ failure: { kind: 'context_window' } });
	});

	it.each(['error', 'abort', 'network_error'])('finish reason "%s" is no end but a break', async (finishReason) => {
		server.reply({ finishReason });
		await expect(ask()).rejects.toMatchObject({ failure: { kind: 'server' } });
	});
});

describe('error answers', () => {
	it.each(errorAnswers.map((answer) => [answer.server, answer] as const))(
		'%s',
		async (_, { openai, status, body, kind }) => {
			server.reply({ status, body });
			for (const provider of openai ? [openAi, compatible] : [compatible]) {
				const failed = await ask(provider).catch((error: unknown) => error);
				expect(failed).toBeInstanceOf(ProviderFailure);
				expect((failed as ProviderFailure).failure).toMatchObject({ kind, status, reached: true });
				expect((failed as ProviderFailure).message).not.toMatch(/sk-|<html|planted/);
			}
		},
	);
});
