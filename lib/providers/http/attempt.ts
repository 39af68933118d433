import { MAX_ANSWER_BYTES, MAX_LIST_BYTES } from '../../bounds';
import { systemClock } from '../../clock';
import { confidentialOf } from '../../redaction/redact';
import type { QuotableRequest } from '../../redaction/request-texts';
import { ProviderFailure } from '../../types/failure';
import type { ProviderCall } from '../provider';
import { failureFromAnswer, type Refinement } from './classify';
import { type ErrorAnswer, parsedOrText } from './error-answer';
import { providerFetch, type ProviderFetch } from './fetch';
import { cancelledFailure, hostOf, networkFailure } from './network-failure';
import { withBoundedJson } from './parse-json';
import { assertSendable, notBuilt } from './unsendable';

/** What a provider is asked: a call, or (without a model and messages) what is free of charge, such as a list of models. */
export type Attempted = Pick<ProviderCall, 'endpoint' | 'signal' | 'onReach'> & Partial<QuotableRequest>;

/** What differs between providers in reading what went wrong. */
export interface FailureReading {
	/** Reads the kind of a failure from an error answer, before its status does. */
	refine: Refinement;
	/** Added to the sentence about a whole answer that is no JSON. */
	notJsonHint?: string;
}

/**
 * One attempt at a provider: the fetch that its SDK is given, and the one translation of whatever goes wrong into a
 * `ProviderFailure`. Costs next to nothing until something does.
 */
export interface Attempt {
	/** Of the endpoint, for messages. */
	readonly host: string;
	readonly signal: AbortSignal;
	/**
	 * Sends a request of this attempt. Ends at once when the attempt's signal aborts; an error answer is thrown as a classified
	 * failure, since SDKs keep only parts of it. No more is read than `lib/bounds.ts` allows.
	 */
	readonly fetch: ProviderFetch['fetch'];
	/** The error answer to the last request, in the server's own words: the message of a failure hides what it shares with the prompt. */
	readonly refusal: ErrorAnswer | undefined;
	/** Does what an SDK has to do for this attempt, and throws what goes wrong as a `ProviderFailure`. */
	run<T>(work: () => Promise<T>): Promise<T>;
	/** Of whatever was thrown. */
	failure(error: unknown): ProviderFailure;
	/** Of an error answer; without a status it came inside a stream that began with 200. */
	reported(answer: ErrorAnswer): ProviderFailure;
	/** Of an answer that is none: cut, malformed, of another kind. `did`: what the server did, without a full stop. */
	broken(did: string): ProviderFailure;
	throwIfCancelled(): void;
}

/** @throws ProviderFailure when the call is cancelled already, or when nothing can be sent to this endpoint at all */
export function openAttempt(attempted: Attempted, { refine, notJsonHint = '' }: FailureReading): Attempt {
	const { endpoint, signal, onReach } = attempted;
	const asked = isQuotable(attempted) ? attempted : undefined;
	const maxBytes = asked === undefined ? MAX_LIST_BYTES : MAX_ANSWER_BYTES;
	/** False while nothing was handed to the network. */
	let sent = false;
	let refusal: ErrorAnswer | undefined;
	/** What our fetch threw: SDKs wrap it, and forget it where its text reads like a timeout. */
	let thrown: unknown;
	let knownHost: string | undefined;

	const attempt: Attempt = {
		signal,
		get host() {
			// Asked for with every piece of an answer, so it is taken out of the URL once.
			return (knownHost ??= hostOf(endpoint.baseUrl));
		},
		get refusal() {
			return refusal;
		},
		async fetch(input, init) {
			attempt.throwIfCancelled();
			sent = true;
			refusal = undefined;
			thrown = undefined;
			try {
				const response = await providerFetch(input, { ...init, signal, onReach, maxBytes });
				// What asks no model gets one JSON, which an SDK parses.
				if (response.ok) return asked === undefined ? await withBoundedJson(response, attempt.host) : response;
				refusal = { status: response.status, body: await errorBody(response), headers: response.headers };
				attempt.throwIfCancelled();
				throw attempt.reported(refusal);
			} catch (error) {
				thrown = error;
				throw error;
			}
		},
		async run(work) {
			try {
				return await work();
			} catch (error) {
				throw attempt.failure(error);
			}
		},
		failure(error) {
			if (error instanceof ProviderFailure) return error;
			if (signal.aborted) return new ProviderFailure(cancelledFailure(sent));
			if (!sent) return notBuilt();
			if (thrown === undefined && error instanceof SyntaxError)
				return attempt.broken(`sent an answer that is no JSON${notJsonHint}`);
			return new ProviderFailure(networkFailure(thrown ?? error, { signal, host: attempt.host }));
		},
		reported(answer) {
			const confidential = confidentialOf(endpoint, asked);
			return new ProviderFailure(failureFromAnswer(answer, { confidential, nowMs: systemClock.wallMs(), refine }));
		},
		broken(did) {
			if (signal.aborted) return new ProviderFailure(cancelledFailure(sent));
			return new ProviderFailure({ kind: 'server', message: `${attempt.host} ${did}.`, reached: true });
		},
		throwIfCancelled() {
			if (signal.aborted) throw new ProviderFailure(cancelledFailure(sent));
		},
	};
	attempt.throwIfCancelled();
	assertSendable(endpoint);
	return attempt;
}

function isQuotable(attempted: Attempted): attempted is Attempted & QuotableRequest {
	return attempted.messages !== undefined;
}

/** A body that breaks off says no less than its status. */
async function errorBody(response: Response): Promise<unknown> {
	return parsedOrText(await response.text().catch(() => ''));
}
