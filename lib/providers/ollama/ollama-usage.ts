import { CountReader, type UsageEvent } from '../count-reader';

/** The counts of an answer's last line, each of which may be absent or no count. */
export interface OllamaCounts {
	prompt_eval_count?: unknown;
	eval_count?: unknown;
}

/** No prompt has 0 tokens: a 0 there means that nobody counted, and then a 0 for the output means the same. */
export function toOllamaUsage({ prompt_eval_count: prompt, eval_count: output }: OllamaCounts): UsageEvent | undefined {
	const counts = new CountReader();
	const inputTokens = counts.read(prompt, 'prompt_eval_count') || undefined;
	const outputTokens = counts.read(output, 'eval_count');
	return counts.toEvent({
		inputTokens,
		outputTokens: outputTokens === 0 && inputTokens === undefined ? undefined : outputTokens,
	});
}
