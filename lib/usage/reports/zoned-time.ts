import { ReportError } from './report-error';

type Luxon = typeof import('luxon');

/** Days, weeks and months of one time zone. */
export interface ZonedTime {
	readonly timeZone: string;
	/** Epoch milliseconds as a time of the zone, with English names. */
	at(epochMs: number): import('luxon').DateTime<true>;
	/** A text in ISO 8601; without an offset it is of the zone. Undefined when it cannot be read. */
	read(text: string): import('luxon').DateTime<true> | undefined;
	/** Milliseconds that the zone is ahead of UTC at a time. */
	offsetMs(epochMs: number): number;
}

/**
 * Loads the library at the first use.
 * @throws ReportError for a name that is no IANA time zone
 */
export async function loadZonedTime(timeZone: string): Promise<ZonedTime> {
	const { DateTime, IANAZone }: Luxon = await import('luxon');
	if (!IANAZone.isValidZone(timeZone))
		throw new ReportError(`Time Zone ${JSON.stringify(timeZone)} is not known; give a name of the IANA time zone database, such as Europe/Berlin`);
	const zone = IANAZone.create(timeZone);
	const english = { zone, locale: 'en-GB' };
	return {
		timeZone,
		at: (epochMs) => DateTime.fromMillis(epochMs, english) as import('luxon').DateTime<true>,
		read(text) {
			const read = [DateTime.fromISO(text, english), DateTime.fromSQL(text, english)].find(({ isValid }) => isValid);
			return read as import('luxon').DateTime<true> | undefined;
		},
		offsetMs: (epochMs) => zone.offset(epochMs) * 60_000,
	};
}
