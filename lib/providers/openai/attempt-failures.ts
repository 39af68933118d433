import { systemClock } from '../../clock';
import type { HeaderReader } from '../../policy/retry-after';
import { ProviderFailure } from '../../types/failure';
import { failureFromAnswer, type Refinement } from '../http/classify';
import { isRecord } from '../http/error-answer';
import { cancelledFailure, hostOf, networkFailure } from '../http/network-failure';
import { confidentialOf } from '../../redaction/redact';
import { assertSendable } from '../http/unsendable';
import type { ProviderCall } from '../provider';

/** Turns whatever goes wrong in one attempt into a `ProviderFailure`. Costs nothing until something does. */
export class AttemptFailures {
	private knownHost?: string;

	constructor(
		private readonly call: Pick<ProviderCall, 'endpoint' | 'model' | 'messages' | 'settings' | 'signal'>,
		private readonly refine: Refinement,
	) {}

	/** Of the endpoint, for messages. Asked for with every chunk, so it is taken out of the URL once. */
	get host(): string {
		return (this.knownHost ??= hostOf(this.call.endpoint.baseUrl));
	}

	throwIfUnsendable(): void {
		if (this.call.signal.aborted) throw new ProviderFailure(cancelledFailure(false));
		assertSendable(this.call.endpoint);
	}

	/** Of something thrown: the SDK's status errors, fetch's errors, broken JSON. */
	from(error: unknown): ProviderFailure {
		if (error instanceof ProviderFailure) return error;
		const { signal } = this.call;
		if (signal.aborted) return new ProviderFailure(cancelledFailure(true));
		if (isRecord(error) && typeof error.status === 'number') {
			const headers = isRecord(error.headers) ? (error.headers as unknown as HeaderReader) : undefined;
			return this.fromAnswer(sdkErrorBody(error), error.status, headers);
		}
		if (error instanceof SyntaxError) return this.server('the answer is no valid JSON');
		return new ProviderFailure(networkFailure(error, { signal, host: this.host }));
	}

	/** Of an error body; without `status` it came inside a stream that began with 200. */
	fromAnswer(body: unknown, status?: number, headers?: HeaderReader): ProviderFailure {
		const confidential = confidentialOf(this.call.endpoint, this.call);
		return new ProviderFailure(
			failureFromAnswer({ status, body, headers }, { confidential, nowMs: systemClock.wallMs(), refine: this.refine }),
		);
	}

	/** An answer that is none: cut, malformed, of another kind. */
	server(reason: string): ProviderFailure {
		const message = `The answer of ${this.host} failed: ${reason}.`;
		return new ProviderFailure({ kind: 'server', message, reached: true });
	}
}

/**
 * The SDK keeps the body's `error` field, or the body itself when it has none; a body that is no JSON is only
 * in the message, behind the status.
 */
function sdkErrorBody(error: Record<string, unknown>): unknown {
	if (error.error !== undefined) return { error: error.error };
	const message = typeof error.message === 'string' ? error.message : '';
	return message.endsWith('(no body)') ? undefined : message.replace(/^\d{3} /, '');
}
