import { QUARTER_HOUR_MS } from '../../types/spend';
import type { TimeSpan } from './periods';
import { ReportError } from './report-error';
import { dayAt, loadZonedTime, type ZonedTime } from './zoned-time';

/** A period cut into days or hours of a zone. */
export interface Slices {
	/** As a `SpendQuery` takes them: one more than there are labels. */
	boundariesMs: number[];
	/** `2026-11-25`, or `2026-11-25 14:00`; of an hour that comes twice when clocks are set back, both with their offset, `2026-10-25 02:00 +01:00`. */
	labels: string[];
}

/** Beyond, a report is nothing that anyone reads. */
export const MAX_SLICES = 10_000;
const HOUR_MS = 3_600_000;

/**
 * Days are those of the zone: 23 or 25 hours long when clocks are set. The first and the last may be a part of one.
 * @throws ReportError for more than 10,000
 */
export async function slicesOf(span: TimeSpan, unit: 'day' | 'hour', timeZone: string): Promise<Slices> {
	const zoned = await loadZonedTime(timeZone);
	return unit === 'day' ? daysOf(span, zoned) : hoursOf(span, zoned);
}

function daysOf({ fromMs, toMs }: TimeSpan, zoned: ZonedTime): Slices {
	const slices: Slices = { boundariesMs: [fromMs], labels: [] };
	for (let startMs = fromMs; startMs < toMs;) {
		const start = zoned.at(startMs);
		addLabel(slices, start.toFormat('yyyy-MM-dd'));
		// A day may be missing where a zone crossed the date line.
		const next = dayAt(start, { days: 1 }).toMillis();
		startMs = Math.min(toMs, next > startMs ? next : startMs + 24 * HOUR_MS);
		slices.boundariesMs.push(startMs);
	}
	return slices;
}

/** By the clocks of the zone, which some set by half an hour: an hour ends where its number or the offset changes. */
function hoursOf({ fromMs, toMs }: TimeSpan, zoned: ZonedTime): Slices {
	const slices: Slices = { boundariesMs: [], labels: [] };
	const offsetsMs: number[] = [];
	let present = '';
	for (let ms = fromMs; ms < toMs; ms += QUARTER_HOUR_MS) {
		const offsetMs = zoned.offsetMs(ms);
		const hour = Math.floor((ms + offsetMs) / HOUR_MS);
		if (present === `${hour} ${offsetMs}`) continue;
		present = `${hour} ${offsetMs}`;
		slices.boundariesMs.push(ms);
		offsetsMs.push(offsetMs);
		addLabel(slices, `${new Date(hour * HOUR_MS).toISOString().slice(0, 13).replace('T', ' ')}:00`);
	}
	slices.boundariesMs.push(toMs);
	const { labels } = slices;
	const twice = new Set(labels.filter((label, index) => labels[index + 1] === label || labels[index - 1] === label));
	return {
		...slices,
		labels: labels.map((label, index) => (twice.has(label) ? `${label} ${offsetText(offsetsMs[index]!)}` : label)),
	};
}

function addLabel({ labels }: Slices, label: string): void {
	if (labels.length === MAX_SLICES)
		throw new ReportError(`Group By gives more than ${MAX_SLICES} days or hours; choose a shorter period, or days`);
	labels.push(label);
}

function offsetText(offsetMs: number): string {
	const minutes = Math.abs(offsetMs) / 60_000;
	const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
	return `${offsetMs < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
