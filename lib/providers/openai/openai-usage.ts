import { CountReader, type UsageEvent } from '../count-reader';
import { isRecord } from '../http/error-answer';

/**
 * Usage of a chat completion. OpenAI's `prompt_tokens` includes cached tokens and `completion_tokens` includes
 * reasoning tokens, as ours do. Differences of others that speak this protocol:
 * - xAI and Gemini count reasoning in `total_tokens` only; what it exceeds the sum by is output.
 * - DeepSeek names cached tokens `prompt_cache_hit_tokens`, Moonshot `cached_tokens`.
 * - OpenRouter adds `cache_write_tokens` to the details.
 * Undefined when `usage` holds no figure at all.
 */
export function toOpenAiUsage(usage: unknown): UsageEvent | undefined {
	if (!isRecord(usage)) return undefined;
	const counts = new CountReader();
	const input = isRecord(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
	const output = isRecord(usage.completion_tokens_details) ? usage.completion_tokens_details : {};
	const inputTokens = counts.read(usage.prompt_tokens, 'prompt_tokens');
	return counts.toEvent({
		inputTokens,
		cachedTokens:
			counts.read(input.cached_tokens, 'prompt_tokens_details.cached_tokens') ??
			counts.read(usage.prompt_cache_hit_tokens, 'prompt_cache_hit_tokens') ??
			counts.read(usage.cached_tokens, 'cached_tokens'),
		cacheWriteTokens: counts.read(input.cache_write_tokens, 'prompt_tokens_details.cache_write_tokens'),
		outputTokens: outputTokens(
			inputTokens,
			counts.read(usage.completion_tokens, 'completion_tokens'),
			counts.read(usage.total_tokens, 'total_tokens'),
		),
		reasoningTokens: counts.read(output.reasoning_tokens, 'completion_tokens_details.reasoning_tokens'),
	});
}

function outputTokens(
	input: number | undefined,
	completion: number | undefined,
	total: number | undefined,
): number | undefined {
	if (input === undefined || total === undefined || total < input) return completion;
	return Math.max(completion ?? 0, total - input);
}
