import type { TokenUsage } from '../../types/chat';
import { isRecord } from '../http/error-answer';

/**
 * Usage of a chat completion. OpenAI's `prompt_tokens` includes cached tokens and `completion_tokens` includes
 * reasoning tokens, as ours do. Differences of others that speak this protocol:
 * - xAI and Gemini count reasoning in `total_tokens` only; what it exceeds the sum by is output.
 * - DeepSeek names cached tokens `prompt_cache_hit_tokens`, Moonshot `cached_tokens`.
 * - OpenRouter adds `cache_write_tokens` to the details.
 * Undefined when `usage` holds no figure at all.
 */
export function toTokenUsage(usage: unknown): TokenUsage | undefined {
	if (!isRecord(usage)) return undefined;
	const input = isRecord(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
	const output = isRecord(usage.completion_tokens_details) ? usage.completion_tokens_details : {};
	const inputTokens = count(usage.prompt_tokens);
	const found: TokenUsage = {
		inputTokens,
		cachedTokens: count(input.cached_tokens) ?? count(usage.prompt_cache_hit_tokens) ?? count(usage.cached_tokens),
		cacheWriteTokens: count(input.cache_write_tokens),
		outputTokens: outputTokens(inputTokens, count(usage.completion_tokens), count(usage.total_tokens)),
		reasoningTokens: count(output.reasoning_tokens),
	};
	const known = Object.entries(found).filter(([, value]) => value !== undefined);
	return known.length === 0 ? undefined : (Object.fromEntries(known) as TokenUsage);
}

function outputTokens(
	input: number | undefined,
	completion: number | undefined,
	total: number | undefined,
): number | undefined {
	if (input === undefined || total === undefined) return completion;
	return Math.max(completion ?? 0, total - input);
}

function count(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
