import type { Fault } from './fault';
import { json } from './steps';

/** The ways to say how long to wait, and how long that is; undefined: it says nothing that can be believed. */
const RETRY_AFTER: ReadonlyArray<[id: string, headers: (waitMs: number) => Record<string, string>, isHeeded: boolean]> =
	[
		['in seconds', (waitMs) => ({ 'retry-after': String(waitMs / 1_000) }), true],
		['in milliseconds', (waitMs) => ({ 'retry-after-ms': String(waitMs) }), true],
		['as a date', (waitMs) => ({ 'retry-after': new Date(Date.now() + waitMs).toUTCString() }), false],
		['of no time', () => ({ 'retry-after': '0' }), false],
		['negative', () => ({ 'retry-after': '-5' }), false],
		['in words', () => ({ 'retry-after': 'a while' }), false],
		['beyond all time', () => ({ 'retry-after': '1e9' }), false],
	];

const withRetryAfter = (status: number, cools: boolean): Fault[] =>
	RETRY_AFTER.map(([id, headers, isHeeded]) => ({
		id: `retry-after/${status} ${id}`,
		play: ({ wire, chance }) => {
			const waitMs = chance.whole(100, 400);
			const steps = json(status, wire.errorBody(status), headers(waitMs));
			return { steps, text: null, cools: cools && isHeeded, retryAfterMs: isHeeded ? waitMs : undefined };
		},
	}));

export const RETRY_AFTERS: Fault[] = [
	...withRetryAfter(429, true),
	...withRetryAfter(503, false),
	...withRetryAfter(529, false),
];
