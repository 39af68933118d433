import { OpenAI } from 'openai';
import type { ChatAnswer } from '../../lib';
import { toChatCompletion } from '../../nodes/shared/openai/to-chat-completion';
import { toEventStream } from '../../nodes/shared/openai/to-event-stream';

const CALL_ID = '019ab8f4-1c00-7000-8000-000000000001';

function answer(fields: Partial<ChatAnswer> = {}): ChatAnswer {
	return {
		text: 'Hello',
		toolCalls: [],
		finishReason: 'stop',
		usage: { inputTokens: 10, outputTokens: 5 },
		usageEstimated: false,
		provider: 'openai',
		model: 'gpt-4.1-mini',
		routing: {
			callId: CALL_ID,
			group: 'chat',
			attempts: [
				{
					number: 1,
					deploymentId: 'd1',
					deployment: 'openai/gpt-4.1-mini',
					provider: 'openai',
					model: 'gpt-4.1-mini',
					startedAtMs: 1_764_000_000_999,
					latencyMs: 10,
					queueWaitMs: 0,
					probe: false,
					usageEstimated: false,
				},
			],
			skipped: [],
			queueWaitMs: 0,
			latencyMs: 10,
			hints: [],
		},
		...fields,
	};
}

const CALL = { id: 'c1', name: 'look', arguments: '{"at":"sky"}' };

describe('an answer as a chat completion', () => {
	it("is OpenAI's object, with the model that served and the call's id", () => {
		expect(toChatCompletion(answer({ servedModel: 'gpt-4.1-mini-2025-04-14' }))).toEqual({
			id: `chatcmpl-${CALL_ID}`,
			object: 'chat.completion',
			created: 1_764_000_000,
			model: 'gpt-4.1-mini-2025-04-14',
			choices: [
				{
					index: 0,
					message: { role: 'assistant', content: 'Hello', refusal: null, annotations: [] },
					logprobs: null,
					finish_reason: 'stop',
				},
			],
			usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
		});
	});

	it('holds tool calls with the arguments as the model wrote them, and no content beside them', () => {
		expect(toChatCompletion(answer({ text: '', toolCalls: [CALL], finishReason: 'tool_calls' })).choices).toMatchObject(
			[
				{
					message: {
						content: null,
						tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"sky"}' } }],
					},
					finish_reason: 'tool_calls',
				},
			],
		);
	});

	it.each([
		[answer({ finishReason: 'length' }), 'length'],
		[answer({ finishReason: 'content_filter' }), 'content_filter'],
		[answer({ finishReason: 'other' }), 'stop'],
		[answer({ finishReason: 'stop', toolCalls: [CALL] }), 'tool_calls'],
	])('ends for a reason that clients know (%#)', (given, reason) => {
		expect(toChatCompletion(given).choices).toMatchObject([{ finish_reason: reason }]);
	});

	it('tells cached and reasoning tokens where they are known, and nothing where nobody counted', () => {
		const usage = { inputTokens: 10, cachedTokens: 8, outputTokens: 5, reasoningTokens: 3 };
		expect(toChatCompletion(answer({ usage })).usage).toMatchObject({
			prompt_tokens_details: { cached_tokens: 8 },
			completion_tokens_details: { reasoning_tokens: 3 },
		});
		expect(toChatCompletion(answer({ usage: { inputTokens: 10 } }))).not.toHaveProperty('usage');
	});

	it('shows what the model thought', () => {
		expect(toChatCompletion(answer({ reasoning: 'Hm' })).choices).toMatchObject([
			{ message: { reasoning_content: 'Hm' } },
		]);
	});
});

describe('an answer as an event stream', () => {
	/** As OpenAI's own client puts it together. */
	async function read(stream: string) {
		const client = new OpenAI({
			apiKey: 'none',
			baseURL: 'http://127.0.0.1:9/v1',
			maxRetries: 0,
			fetch: async () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }),
		});
		const runner = client.chat.completions.stream({
			model: 'chat',
			messages: [],
			stream_options: { include_usage: true },
		});
		const chunks: OpenAI.ChatCompletionChunk[] = [];
		for await (const chunk of runner) chunks.push(chunk);
		return { chunks, completion: await runner.finalChatCompletion() };
	}

	it("is read by OpenAI's client as the whole answer", async () => {
		const text = 'Two lines\n\ndata: [DONE]\n and an end\u2028';
		const given = answer({ text, toolCalls: [CALL, { ...CALL, id: 'c2' }], finishReason: 'tool_calls' });
		const { chunks, completion } = await read(toEventStream(given, true));
		expect(completion).toMatchObject(
			JSON.parse(JSON.stringify({ ...toChatCompletion(given), choices: [{ finish_reason: 'tool_calls' }] })),
		);
		expect(completion.choices[0]!.message).toMatchObject({ role: 'assistant', content: text });
		expect(completion.choices[0]!.message.tool_calls).toMatchObject([
			{ id: 'c1' },
			{ id: 'c2', function: { name: 'look', arguments: CALL.arguments } },
		]);
		expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } });
		expect(chunks.slice(0, -1).map(({ usage }) => usage)).toEqual(chunks.slice(0, -1).map(() => null));
	});

	it('ends without the tokens unless they are asked for and known', () => {
		expect(toEventStream(answer(), false)).not.toContain('usage');
		expect(toEventStream(answer({ usage: {} }), true)).not.toContain('total_tokens');
		expect(toEventStream(answer(), false)).toMatch(/"finish_reason":"stop"}]}\n\ndata: \[DONE\]\n\n$/);
	});
});
