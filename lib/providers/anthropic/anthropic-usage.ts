import { isRecord } from '../http/error-answer';
import { CountReader, type UsageEvent } from '../count-reader';

/**
 * Anthropic's counts on the wire, each of which may be absent, null, or no count: `input_tokens` (without what the cache read
 * and wrote), `cache_read_input_tokens`, `cache_creation_input_tokens`, `output_tokens` (with thinking), and
 * `output_tokens_details.thinking_tokens`.
 */
export type AnthropicUsage = Readonly<Record<string, unknown>>;

const INPUT_FIELDS = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'];
const FIELDS = [...INPUT_FIELDS, 'output_tokens', 'output_tokens_details'];

/** In our counting, input includes what the cache read and wrote: Anthropic keeps the three apart. */
export function toAnthropicUsage(usage: AnthropicUsage): UsageEvent | undefined {
	const counts = new CountReader();
	const details = isRecord(usage.output_tokens_details) ? usage.output_tokens_details : {};
	const parts = INPUT_FIELDS.map((field) => ({
		isAbsent: usage[field] === undefined || usage[field] === null,
		count: counts.read(usage[field], field),
	}));
	const [fresh, read, written] = parts;
	// Without one of them the sum would be too small.
	const isWhole = fresh?.count !== undefined && parts.every(({ isAbsent, count }) => isAbsent || count !== undefined);
	const sum = parts.reduce((total, { count = 0 }) => total + count, 0);
	return counts.toEvent({
		inputTokens: isWhole ? counts.read(sum, 'the sum of input_tokens and cached tokens') : undefined,
		cachedTokens: read?.count,
		cacheWriteTokens: written?.count,
		outputTokens: counts.read(usage.output_tokens, 'output_tokens'),
		reasoningTokens: counts.read(details.thinking_tokens, 'output_tokens_details.thinking_tokens'),
	});
}

/** Later counts win; null and absence take nothing back. What is no count of ours is not kept: a server may invent fields without end. */
export function mergeAnthropicUsage(earlier: AnthropicUsage, later: AnthropicUsage): AnthropicUsage {
	return Object.fromEntries(FIELDS.map((field) => [field, later[field] ?? earlier[field]]));
}
