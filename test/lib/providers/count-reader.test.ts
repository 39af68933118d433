import { MAX_TOKEN_COUNT } from '../../../lib/bounds';
import { CountReader } from '../../../lib/providers/count-reader';
import { toAnthropicUsage as fromAnthropic } from '../../../lib/providers/anthropic/anthropic-usage';
import { toOllamaUsage as fromOllama } from '../../../lib/providers/ollama/ollama-usage';
import { toOpenAiUsage as fromOpenAi } from '../../../lib/providers/openai/openai-usage';

/** What servers that underflow, overflow or guess have been seen to send, and what JSON can hold besides. */
const NO_COUNTS: ReadonlyArray<[value: unknown, reported: string]> = [
	[-1, '-1'],
	[-7, '-7'],
	[12.5, '12.5'],
	[MAX_TOKEN_COUNT + 1, '1.00e+9'],
	[2 ** 31, '2.15e+9'],
	[2 ** 53, '9.01e+15'],
	[JSON.parse('18446744073709551615'), '1.84e+19'],
	[1e308, '1.00e+308'],
	[JSON.parse('1e999'), 'Infinity'],
	['12', 'a text'],
	['sk-secret-of-the-prompt', 'a text'],
	[true, 'true'],
	[[12], 'a list'],
	[{ value: 12 }, 'an object'],
];

describe('a count that a provider reports', () => {
	it.each([0, 1, MAX_TOKEN_COUNT])('is taken as it is: %d', (value) => {
		const counts = new CountReader();
		expect(counts.read(value, 'tokens')).toBe(value);
		expect(counts.toEvent({ inputTokens: value })).toEqual({ type: 'usage', usage: { inputTokens: value } });
	});

	it('is 0 when it is -0, which JSON can hold', () => {
		expect(new CountReader().read(JSON.parse('-0'), 'tokens')).toBe(0);
	});

	it.each(NO_COUNTS)('is none, and named without its text: %j', (value, reported) => {
		const counts = new CountReader();
		expect(counts.read(value, 'tokens')).toBeUndefined();
		expect(counts.toEvent({})).toEqual({ type: 'usage', usage: {}, unusable: [{ field: 'tokens', reported }] });
	});

	it.each([undefined, null])('is absent without a fault: %j', (value) => {
		const counts = new CountReader();
		expect(counts.read(value, 'tokens')).toBeUndefined();
		expect(counts.toEvent({})).toBeUndefined();
	});
});

describe('the counts of an answer', () => {
	const fieldsOf = (event: ReturnType<typeof fromOpenAi>) => event?.unusable?.map(({ field }) => field);

	it.each(NO_COUNTS)('are each checked in a chat completion: %j', (value) => {
		const event = fromOpenAi({
			prompt_tokens: value,
			completion_tokens: value,
			total_tokens: value,
			prompt_tokens_details: { cached_tokens: value, cache_write_tokens: value },
			completion_tokens_details: { reasoning_tokens: value },
		});
		expect(event?.usage).toEqual({});
		expect(fieldsOf(event)).toHaveLength(6);
	});

	it.each(NO_COUNTS)('are each checked in a message: %j', (value) => {
		const event = fromAnthropic({
			input_tokens: value,
			cache_read_input_tokens: value,
			cache_creation_input_tokens: value,
			output_tokens: value,
			output_tokens_details: { thinking_tokens: value },
		});
		expect(event?.usage).toEqual({});
		expect(fieldsOf(event)).toHaveLength(5);
	});

	it.each(NO_COUNTS)("are each checked in Ollama's last line: %j", (value) => {
		const event = fromOllama({ prompt_eval_count: value, eval_count: value });
		expect(event?.usage).toEqual({});
		expect(fieldsOf(event)).toEqual(['prompt_eval_count', 'eval_count']);
	});

	it('that are right are kept beside one that is not', () => {
		const event = fromOpenAi({ prompt_tokens: 10, completion_tokens: -1, total_tokens: 15 });
		expect(event).toEqual({
			type: 'usage',
			usage: { inputTokens: 10, outputTokens: 5 },
			unusable: [{ field: 'completion_tokens', reported: '-1' }],
		});
	});

	it('of input are unknown when a part that Anthropic counts apart is', () => {
		const event = fromAnthropic({ input_tokens: 3, cache_read_input_tokens: '100', output_tokens: 7 });
		expect(event?.usage).toEqual({ outputTokens: 7 });
	});

	it('of input are unknown when their sum is no count', () => {
		const event = fromAnthropic({ input_tokens: MAX_TOKEN_COUNT, cache_read_input_tokens: 1 });
		expect(event?.usage).toEqual({ cachedTokens: 1 });
		expect(fieldsOf(event)).toEqual(['the sum of input_tokens and cached tokens']);
	});
});
