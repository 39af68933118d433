/** What a Claude model accepts, as far as its name tells. Anthropic answers 400 to what a model does not know. */
export interface AnthropicModelTraits {
	/** `both`, one of the two at a time, or neither `temperature` nor `top_p`. */
	sampling: 'both' | 'one' | 'none';
	/** `adaptive` thinking steered by an effort, a `budget` of tokens, or no thinking. */
	thinking: 'adaptive' | 'budget' | 'none';
}

/** `claude-opus-4-8`, `claude-3-5-sonnet-20241022`, `anthropic/claude-sonnet-4.5`: family before or after the version. */
const CLAUDE_VERSION = /claude-(?:[a-z]+-)?(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/;

/**
 * Reads the traits from the model's name, by version instead of by a list, so that tomorrow's models are covered.
 * Sources: Anthropic's model migration guides (from 4.7 on no sampling parameters, from 4.6 on adaptive thinking, from
 * 3.7 on thinking at all) and error answers seen (from 4.1 on, not both `temperature` and `top_p`). A Claude without a
 * version is taken for a new one; another vendor's model behind this API for a plain one.
 */
export function anthropicModelTraits(model: string): AnthropicModelTraits {
	if (!/claude/i.test(model)) return { sampling: 'both', thinking: 'none' };
	const found = CLAUDE_VERSION.exec(model.toLowerCase());
	if (!found) return { sampling: 'none', thinking: 'adaptive' };
	const version = Number(found[1]) * 100 + Number(found[2] ?? 0);
	return {
		sampling: version > 406 ? 'none' : version >= 401 ? 'one' : 'both',
		thinking: version >= 406 ? 'adaptive' : version >= 307 ? 'budget' : 'none',
	};
}
