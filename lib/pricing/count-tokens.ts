import type { TokenUsage } from '../types/chat';

/** Tokens fit to be billed: input and output known, the parts no larger than the whole. */
export interface TokenCounts {
	/** All input, cached and cache-write included. */
	input: number;
	cached: number;
	cacheWrite: number;
	/** All output, reasoning included. */
	output: number;
	reasoning: number;
}

/**
 * undefined when input or output is unknown, or when the figures contradict one another (more cached than
 * input): a cost computed from those would be a guess that looks like a fact. An unknown part is billed
 * at the rate of the whole, which is what most providers mean by leaving it out.
 */
export function countTokens(usage: TokenUsage): TokenCounts | undefined {
	const { inputTokens: input, outputTokens: output } = usage;
	const { cachedTokens: cached = 0, cacheWriteTokens: cacheWrite = 0, reasoningTokens: reasoning = 0 } = usage;
	if (input === undefined || output === undefined) return undefined;
	const figures = [input, cached, cacheWrite, output, reasoning];
	if (figures.some((figure) => !Number.isFinite(figure) || figure < 0)) return undefined;
	if (cached + cacheWrite > input || reasoning > output) return undefined;
	return { input, cached, cacheWrite, output, reasoning };
}
