import { toOpenAiUsage } from '../../../../lib/providers/openai/openai-usage';

const toTokenUsage = (usage: unknown) => toOpenAiUsage(usage)?.usage;

describe('usage of a chat completion', () => {
	it('counts cached and reasoning tokens once', () => {
		const usage = {
			prompt_tokens: 1426,
			completion_tokens: 1578,
			total_tokens: 3004,
			prompt_tokens_details: { cached_tokens: 1280 },
			completion_tokens_details: { reasoning_tokens: 952 },
		};
		expect(toTokenUsage(usage)).toEqual({
			inputTokens: 1426,
			cachedTokens: 1280,
			outputTokens: 1578,
			reasoningTokens: 952,
		});
	});

	it('reads cached tokens under the names of DeepSeek and Moonshot', () => {
		expect(toTokenUsage({ prompt_tokens: 9, prompt_cache_hit_tokens: 4 })).toEqual({ inputTokens: 9, cachedTokens: 4 });
		expect(toTokenUsage({ prompt_tokens: 9, cached_tokens: 4 })).toEqual({ inputTokens: 9, cachedTokens: 4 });
	});

	it('takes what only the total holds for output', () => {
		expect(toTokenUsage({ prompt_tokens: 50, completion_tokens: 30, total_tokens: 200 })).toEqual({
			inputTokens: 50,
			outputTokens: 150,
		});
		expect(toTokenUsage({ prompt_tokens: 50, completion_tokens: 30, total_tokens: 0 })).toEqual({
			inputTokens: 50,
			outputTokens: 30,
		});
	});

	it.each([undefined, null, {}, 'much', []])('%j is unknown, not 0', (usage) => {
		expect(toTokenUsage(usage)).toBeUndefined();
	});
});
