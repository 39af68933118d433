import type { DateTime, DurationLikeObject } from 'luxon';
import { ReportError } from './report-error';

type Luxon = typeof import('luxon');

/** Days, weeks and months of one time zone. */
export interface ZonedTime {
	readonly timeZone: string;
	/** Epoch milliseconds as a time of the zone, with English names. */
	at(epochMs: number): DateTime<true>;
	/** A text in ISO 8601; without an offset it is of the zone. Undefined when it cannot be read. */
	read(text: string): DateTime<true> | undefined;
	/** Milliseconds that the zone is ahead of UTC at a time. */
	offsetMs(epochMs: number): number;
}

/** An offset such as +02:07 is none: its days need not begin on quarter hours. */
const NAME = /^[A-Za-z]/;

/**
 * Loads the library at the first use.
 * @throws ReportError for a name that is no IANA time zone
 */
export async function loadZonedTime(timeZone: string): Promise<ZonedTime> {
	const { DateTime, IANAZone }: Luxon = await import('luxon');
	if (!NAME.test(timeZone) || !IANAZone.isValidZone(timeZone))
		throw new ReportError(
			`Time Zone ${JSON.stringify(timeZone)} is not known; give a name of the IANA time zone database, such as Europe/Berlin`,
		);
	const zone = IANAZone.create(timeZone);
	const english = { zone, locale: 'en-GB' };
	return {
		timeZone,
		at: (epochMs) => DateTime.fromMillis(epochMs, english) as DateTime<true>,
		read(text) {
			const read = [DateTime.fromISO(text, english), DateTime.fromSQL(text, english)].find(({ isValid }) => isValid);
			return read as DateTime<true> | undefined;
		},
		offsetMs: (epochMs) => zone.offset(epochMs) * 60_000,
	};
}

/**
 * When the day, week or month of a time began: at midnight, where clocks skip that after it (Cairo, in April), and at the first one
 * where it comes twice (Havana, in November).
 */
export function startOf(time: DateTime<true>, unit: 'day' | 'week' | 'month'): DateTime<true> {
	const start = time.startOf(unit);
	return start.getPossibleOffsets()[0] ?? start;
}

/** The start of the day that is so far from the day of a time. */
export function dayAt(time: DateTime<true>, distance: DurationLikeObject): DateTime<true> {
	// From noon, which no zone's clocks skip.
	return startOf(time.set({ hour: 12 }).plus(distance), 'day');
}
