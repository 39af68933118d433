import type { TokenUsage } from '../../types/chat';

/** Anthropic's counts on the wire; all may be absent or null. */
export interface AnthropicUsage {
	/** Without what was read from the cache or written to it. */
	input_tokens?: number | null;
	cache_read_input_tokens?: number | null;
	cache_creation_input_tokens?: number | null;
	/** With thinking. */
	output_tokens?: number | null;
	output_tokens_details?: { thinking_tokens?: number | null } | null;
}

/** In our counting, input includes what the cache read and wrote: Anthropic keeps the three apart. */
export function toTokenUsage(usage: AnthropicUsage): TokenUsage {
	const { input_tokens: fresh, cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage;
	const thinking = usage.output_tokens_details?.thinking_tokens;
	return {
		...(isCount(fresh) && { inputTokens: fresh + (read ?? 0) + (written ?? 0) }),
		...(isCount(read) && { cachedTokens: read }),
		...(isCount(written) && { cacheWriteTokens: written }),
		...(isCount(usage.output_tokens) && { outputTokens: usage.output_tokens }),
		...(isCount(thinking) && { reasoningTokens: thinking }),
	};
}

/** Later counts win; null and absence take nothing back. */
export function mergeUsage(earlier: AnthropicUsage, later: AnthropicUsage): AnthropicUsage {
	const said = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
	return { ...earlier, ...Object.fromEntries(said) };
}

function isCount(value: number | null | undefined): value is number {
	return typeof value === 'number' && Number.isFinite(value);
}
