import type { Dispatcher } from 'undici';
import { MAX_ERROR_BODY_BYTES, MAX_ERROR_BODY_WAIT_MS, MIN_PIECE_BYTES } from '../../bounds';
import { systemClock } from '../../clock';
import { runningAnswers, type AnswerBounds, type RunningAnswer } from './running-answers';

/** Reads one body on: whether it takes the next piece. */
interface BodyReading {
	/** The rest of the body is not wanted any more when it returns false. */
	take(bytes: number): boolean;
	end(): void;
}

/**
 * undici's handler of one request, which bounds what is read of the body, in the bytes of the wire: `boundDecoded` bounds
 * those of a compressed one.
 *
 * - An answer beyond its bounds is aborted with a `ProviderFailure`, which fetch gives as the cause of what it throws.
 * - The body of any other status ends after 1 MB or 2 s, as if the server had ended it there: the status alone says what
 *   the failure is, and nothing is gained by waiting.
 */
export function boundedHandler(
	handler: Dispatcher.DispatchHandler,
	bounds: AnswerBounds,
	onStart?: () => void,
): Dispatcher.DispatchHandler {
	let body: BodyReading | undefined;
	let ended = false;
	/** True for the first end only: what an abort of ours reports afterwards is no news. */
	const end = (): boolean => {
		if (ended) return false;
		ended = true;
		body?.end();
		return true;
	};
	const leave = (controller: Dispatcher.DispatchController): void => {
		if (!end()) return;
		handler.onResponseEnd?.(controller, {});
		controller.abort(new Error('The rest of the body is not read.'));
	};
	return {
		onRequestStart(controller, context) {
			onStart?.();
			handler.onRequestStart?.(controller, context);
		},
		onRequestUpgrade(controller, status, headers, socket) {
			handler.onRequestUpgrade?.(controller, status, headers, socket);
		},
		onResponseStarted() {
			handler.onResponseStarted?.();
		},
		onResponseStart(controller, status, headers, statusText) {
			handler.onResponseStart?.(controller, status, headers, statusText);
			if (status < 200 || ended) return;
			const isAnswer = status < 300;
			if (!isAnswer) body = readErrorBody(() => leave(controller));
			else if (headers['content-encoding'] === undefined) body = readAnswer(bounds, controller);
		},
		onResponseData(controller, chunk) {
			const isWanted = body?.take(chunk.length) ?? true;
			if (ended) return;
			handler.onResponseData?.(controller, chunk);
			if (!isWanted) leave(controller);
		},
		onResponseEnd(controller, trailers) {
			if (end()) handler.onResponseEnd?.(controller, trailers);
		},
		onResponseError(controller, error) {
			if (end()) handler.onResponseError?.(controller, error);
		},
	};
}

function readAnswer(bounds: AnswerBounds, controller: Dispatcher.DispatchController): BodyReading {
	const answer: RunningAnswer = runningAnswers.begin(bounds, (failure) => controller.abort(failure));
	return {
		take(bytes) {
			answer.add(bytes);
			return true;
		},
		end: () => answer.end(),
	};
}

function readErrorBody(leave: () => void): BodyReading {
	let read = 0;
	const cancelTimer = systemClock.after(MAX_ERROR_BODY_WAIT_MS, leave, { background: true });
	return {
		take(bytes) {
			read += Math.max(bytes, MIN_PIECE_BYTES);
			return read < MAX_ERROR_BODY_BYTES;
		},
		end: cancelTimer,
	};
}
