import { MAX_TOKEN_COUNT } from '../bounds';
import type { ProviderEvent, TokenUsage, UnusableCount } from '../types/chat';

export type UsageEvent = Extract<ProviderEvent, { type: 'usage' }>;

/**
 * Reads the counts of one report of usage. A count is a whole number from 0 to `MAX_TOKEN_COUNT`; anything else is none, and
 * noted. What is absent or null was not counted, which is no fault.
 */
export class CountReader {
	private readonly unusable: UnusableCount[] = [];

	/** @param field as the provider names it */
	read(value: unknown, field: string): number | undefined {
		if (value === undefined || value === null) return undefined;
		// JSON has a -0, too, which no whole number of a database is.
		if (isCount(value)) return value + 0;
		this.unusable.push({ field, reported: describe(value) });
		return undefined;
	}

	/** Undefined when the report held nothing. */
	toEvent(counts: TokenUsage): UsageEvent | undefined {
		const known = Object.entries(counts).filter(([, count]) => count !== undefined);
		if (known.length === 0 && this.unusable.length === 0) return undefined;
		return {
			type: 'usage',
			usage: Object.fromEntries(known),
			...(this.unusable.length > 0 && { unusable: this.unusable }),
		};
	}
}

export function isCount(value: unknown): value is number {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_TOKEN_COUNT;
}

/** Of a number no more than its size, of a text nothing: a server may send a key or a part of the prompt here. */
function describe(value: unknown): string {
	if (typeof value === 'number')
		return Number.isInteger(value) && Math.abs(value) < 1000 ? String(value) : value.toPrecision(3);
	if (typeof value === 'string') return 'a text';
	if (typeof value === 'boolean') return String(value);
	return Array.isArray(value) ? 'a list' : 'an object';
}
