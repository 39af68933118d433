import { anthropicModelTraits } from '../../../../lib/providers/anthropic/anthropic-model-traits';

describe('traits of a Claude model', () => {
	it.each([
		['claude-3-5-sonnet-20241022', 'both', 'none'],
		['claude-3-7-sonnet-latest', 'both', 'budget'],
		['claude-opus-4-20250514', 'both', 'budget'],
		['claude-opus-4-1-20250805', 'one', 'budget'],
		['claude-sonnet-4-5-20250929', 'one', 'budget'],
		['claude-haiku-4-5', 'one', 'budget'],
		['claude-opus-4-6', 'one', 'adaptive'],
		['claude-sonnet-4-6', 'one', 'adaptive'],
		['claude-opus-4-7', 'none', 'adaptive'],
		['claude-opus-4-8', 'none', 'adaptive'],
		['claude-sonnet-5', 'none', 'adaptive'],
		['claude-haiku-5-5', 'none', 'adaptive'],
		['claude-fable-5-2', 'none', 'adaptive'],
		['claude-mythos-preview', 'none', 'adaptive'],
		['anthropic/claude-sonnet-4.5', 'one', 'budget'],
		['us.anthropic.claude-opus-4-6-v1:0', 'one', 'adaptive'],
		['claude-opus-10', 'none', 'adaptive'],
		['claude-2.1', 'both', 'none'],
		['kimi-k2', 'both', 'none'],
	])('of %s: sampling %s, thinking %s', (model, sampling, thinking) => {
		expect(anthropicModelTraits(model)).toEqual({ sampling, thinking });
	});
});
