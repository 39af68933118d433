/**
 * Tokens that an answer is expected to have. Answers in conversations have some 300 on average (338 in ShareGPT's; Kwon
 * et al., 2023, figure 11).
 */
const USUAL_OUTPUT_TOKENS = 300;

/** A guess of the answer's length. The caller's maximum only makes it shorter: many ask for far more than they get. */
export function expectedOutputTokens(maxOutputTokens: number | undefined): number {
	return Math.min(maxOutputTokens ?? USUAL_OUTPUT_TOKENS, USUAL_OUTPUT_TOKENS);
}
