/** A promise that a case broke. */
export interface Violation {
	invariant: InvariantId;
	seed: number;
	case: number;
	/** Absent: it is about the case as a whole. */
	call?: number;
	what: string;
}

/** What must hold for every call, as the report lists it. */
export const INVARIANTS = {
	ending:
		'A call ends once, with an answer or one of our errors, within its deadline and its queue wait; a cancelled one at once. Nothing is thrown outside of it.',
	row: 'A call has exactly one usage row, which agrees with its ending and holds only figures that can be true.',
	requests:
		'Each request that a server saw is exactly one attempt shown; an attempt without a request failed to connect or was ended first.',
	limits: 'No RPM, TPM or concurrency limit is exceeded, as the server saw it.',
	text: 'The text is what one deployment sent, or a beginning that was shown and its continuation.',
	secrets: 'No key, header or prompt is in an error, a hint, a usage row or on the console.',
	failover:
		'A healthy deployment that could serve a call was asked before the call failed, unless the deadline or a cancel came first.',
	queue: 'A call that waits gets a deployment that works as soon as that has a place for it.',
	locality: 'A call marked local only reaches no cloud deployment; no redirect is followed.',
	'retry-after': 'Nobody asks a deployment before the time that it named is over.',
	leftovers: 'When the calls have ended, no place, lease, ticket, timer, listener or socket is left.',
} as const;
export type InvariantId = keyof typeof INVARIANTS;
