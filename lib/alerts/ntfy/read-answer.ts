import { MAX_ERROR_BODY_WAIT_MS, MAX_NTFY_ANSWER_BYTES, MIN_PIECE_BYTES } from '../../bounds';
import type { Clock } from '../../clock';
import { answerTooLarge } from './ntfy-error';

/**
 * The text of an answer, of at most 1 MB decoded. What says that the request failed is the status: its text may end early,
 * after 2 s, at its bound or where it breaks, and then what has come counts.
 * @throws NtfyError at a larger answer that is no failure, or what reading it throws
 */
export async function readAnswer(response: Response, clock: Clock): Promise<string> {
	if (response.body === null) return '';
	const reader = response.body.getReader();
	const leave = (): void => void reader.cancel().catch(() => undefined);
	const cancelTimer = response.ok ? undefined : clock.after(MAX_ERROR_BODY_WAIT_MS, leave);
	const decoder = new TextDecoder();
	let text = '';
	let counted = 0;
	/** Undefined at the end. */
	const next = async (): Promise<Uint8Array | undefined> => {
		const piece = response.ok ? await reader.read() : await reader.read().catch(() => undefined);
		return piece?.value;
	};
	try {
		for (let piece = await next(); piece !== undefined; piece = await next()) {
			counted += Math.max(piece.length, MIN_PIECE_BYTES);
			if (counted > MAX_NTFY_ANSWER_BYTES) {
				if (response.ok) throw answerTooLarge();
				break;
			}
			text += decoder.decode(piece, { stream: true });
		}
		return text + decoder.decode();
	} finally {
		cancelTimer?.();
		leave();
	}
}
