import type { Dispatcher } from 'undici';
import { MAX_ERROR_BODY_BYTES, MAX_ERROR_BODY_WAIT_MS, MIN_PIECE_BYTES } from '../../bounds';
import { systemClock } from '../../clock';
import { runningAnswers, type AnswerBounds, type RunningAnswer } from './running-answers';

type Controller = Dispatcher.DispatchController;

/**
 * undici's handler of one request, which bounds what is read of the body, in the bytes of the wire: `boundDecoded` bounds
 * those of a compressed one.
 *
 * - An answer beyond its bounds is aborted with a `ProviderFailure`, which fetch gives as the cause of what it throws.
 * - The body of any other status ends after 1 MB or 2 s, or where it breaks, as if the server had ended it there: the
 *   status alone says what the failure is, and nothing is gained by waiting.
 */
export class BoundedHandler implements Dispatcher.DispatchHandler {
	private answer?: RunningAnswer;
	private errorBody?: { bytes: number; cancelTimer: () => void };
	private ended = false;

	constructor(
		private readonly handler: Dispatcher.DispatchHandler,
		private readonly bounds: AnswerBounds,
		private readonly onStart?: () => void,
	) {}

	onRequestStart(controller: Controller, context: unknown): void {
		this.onStart?.();
		this.handler.onRequestStart?.(controller, context);
	}

	onResponseStarted(): void {
		this.handler.onResponseStarted?.();
	}

	onRequestUpgrade(...args: Parameters<NonNullable<Dispatcher.DispatchHandler['onRequestUpgrade']>>): void {
		this.handler.onRequestUpgrade?.(...args);
	}

	onResponseStart(
		...[controller, status, headers, text]: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>
	): void {
		this.handler.onResponseStart?.(controller, status, headers, text);
		if (status < 200 || this.ended) return;
		if (status >= 300) {
			const leave = () => this.leave(controller);
			const cancelTimer = systemClock.after(MAX_ERROR_BODY_WAIT_MS, leave, { background: true });
			this.errorBody = { bytes: 0, cancelTimer };
		} else if (headers['content-encoding'] === undefined)
			this.answer = runningAnswers.begin(this.bounds, (failure) => controller.abort(failure));
	}

	/** Called for every piece. */
	onResponseData(controller: Controller, chunk: Buffer): void {
		this.answer?.add(chunk.length);
		if (this.ended) return;
		this.handler.onResponseData?.(controller, chunk);
		if (this.errorBody === undefined) return;
		this.errorBody.bytes += Math.max(chunk.length, MIN_PIECE_BYTES);
		if (this.errorBody.bytes >= MAX_ERROR_BODY_BYTES) this.leave(controller);
	}

	onResponseEnd(...args: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseEnd']>>): void {
		if (this.end()) this.handler.onResponseEnd?.(...args);
	}

	onResponseError(
		...[controller, error]: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseError']>>
	): void {
		if (!this.end()) return;
		if (this.errorBody === undefined) this.handler.onResponseError?.(controller, error);
		else this.handler.onResponseEnd?.(controller, {});
	}

	/** True for the first end only: what an abort of ours reports afterwards is no news. */
	private end(): boolean {
		if (this.ended) return false;
		this.ended = true;
		this.answer?.end();
		this.errorBody?.cancelTimer();
		return true;
	}

	/** As if the body had ended here. */
	private leave(controller: Controller): void {
		if (!this.end()) return;
		this.handler.onResponseEnd?.(controller, {});
		controller.abort(new Error('The rest of the body is not read.'));
	}
}
