import type { FailureKind } from '../../types/failure';
import type { Refinement } from '../http/classify';
import { type ErrorAnswer, errorDetail } from '../http/error-answer';

/**
 * Ollama's errors are plain sentences, and inside a stream there is no status either. First match wins.
 * Source: the sentences in ollama/ollama `server/`, `llm/` and error answers seen.
 */
const KIND_BY_TEXT: ReadonlyArray<[pattern: RegExp, kind: FailureKind]> = [
	[/model\b.*\bnot found|try pulling it|no such model/i, 'model_not_found'],
	[
		/does not support (tools|images?|vision|thinking|chat|completion)|missing data required for image input/i,
		'unsupported',
	],
	[/unauthori[sz]ed|invalid api key|\bsign ?in\b/i, 'access'],
	[/(weekly|monthly) usage limit/i, 'quota'],
	[/usage limit|too many requests|rate limit|too many concurrent/i, 'rate_limited'],
	[
		/exceeds?.*\bcontext (length|window|size)|context (length|window) exceeded|prompt (is )?too long|input (length )?exceeds/i,
		'context_window',
	],
];

/**
 * What a 5xx says is about the server, whatever the words (only a prompt that is too long is one everywhere, and
 * an image that the model cannot see). What no
 * pattern knows is left to the status; inside a stream that is `server`: out of memory, a crashed runner.
 */
export const refineOllamaError: Refinement = ({ status, message }) => {
	if (message === undefined) return undefined;
	const kind = KIND_BY_TEXT.find(([pattern]) => pattern.test(message))?.[1];
	if (status === undefined || status < 500) return kind;
	return kind === 'context_window' || kind === 'unsupported' ? kind : undefined;
};

/** A model that cannot think refuses the whole request when asked to; Ollama's words for it, with status 400. */
export function refusesOllamaThinking(answer: ErrorAnswer | undefined): boolean {
	return answer?.status === 400 && /does not support thinking/i.test(errorDetail(answer.body).message ?? '');
}
