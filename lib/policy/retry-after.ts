/** The part of `Headers` that is read here. */
export interface HeaderReader {
	get(name: string): string | null;
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/**
 * How long a server asks us to wait, in milliseconds from `nowMs` (epoch milliseconds).
 * Understands `retry-after-ms` (OpenAI, Azure; it wins, being finer) and `retry-after` in seconds, with
 * fractions too, or as an HTTP date (RFC 9110, 10.2.3). A time gone by is 0; anything else is undefined.
 */
export function retryAfterMs(headers: HeaderReader, nowMs: number): number | undefined {
	return (
		decimal(headers.get('retry-after-ms'), 1) ??
		decimal(headers.get('retry-after'), 1_000) ??
		untilDate(headers.get('retry-after'), nowMs)
	);
}

function decimal(text: string | null, unitMs: number): number | undefined {
	const trimmed = text?.trim();
	if (trimmed === undefined || !DECIMAL.test(trimmed)) return undefined;
	const durationMs = Math.max(0, Number(trimmed) * unitMs);
	return Number.isFinite(durationMs) ? Math.ceil(durationMs) : undefined;
}

/** HTTP dates begin with a day's name; `Date.parse` alone would take many things that are no date. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;

function untilDate(text: string | null, nowMs: number): number | undefined {
	const trimmed = text?.trim();
	if (trimmed === undefined || !HTTP_DATE.test(trimmed)) return undefined;
	const dateMs = Date.parse(trimmed);
	return Number.isNaN(dateMs) ? undefined : Math.max(0, Math.ceil(dateMs - nowMs));
}
