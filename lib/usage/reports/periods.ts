import type { DateTime, DurationLike } from 'luxon';
import { QUARTER_HOUR_MS } from '../../types/spend';
import { ReportError } from './report-error';
import { loadZonedTime, type ZonedTime } from './zoned-time';

/** `last7Days`: today and the 6 days before. Weeks begin on Monday. */
export type PeriodChoice =
	| { kind: 'today' | 'yesterday' | 'last7Days' | 'last30Days' | 'thisWeek' | 'thisMonth' | 'lastMonth' }
	/** ISO 8601; without an offset of the chosen zone. A `to` that is a date alone takes that whole day in. */
	| { kind: 'range'; from: string; to: string };

/** Epoch milliseconds on quarter hours; the start is in it, the end is not. */
export interface TimeSpan {
	fromMs: number;
	toMs: number;
}

export interface ReportPeriod extends TimeSpan {
	/** As people read it: `25 November 2026`, `19 to 25 November 2026`, `November 2026`. */
	label: string;
	/** What it is compared with. A period that still runs: the one before up to the same time; else as many days right before it. */
	before: TimeSpan;
	/** A range did not begin and end on quarter hours and was made wider. */
	widened: boolean;
}

export interface PeriodContext {
	/** Epoch milliseconds. */
	nowMs: number;
	/** Of the IANA database. */
	timeZone: string;
}

/**
 * A period as times. What still runs ends with the running quarter hour.
 * @throws ReportError
 */
export async function resolvePeriod(choice: PeriodChoice, { nowMs, timeZone }: PeriodContext): Promise<ReportPeriod> {
	const zoned = await loadZonedTime(timeZone);
	const now = zoned.at(nowMs);
	switch (choice.kind) {
		case 'today':
			return open(zoned, now.startOf('day'), now, { days: 1 });
		case 'last7Days':
			return open(zoned, now.startOf('day').minus({ days: 6 }), now, { days: 7 });
		case 'last30Days':
			return open(zoned, now.startOf('day').minus({ days: 29 }), now, { days: 30 });
		case 'thisWeek':
			return open(zoned, now.startOf('week'), now, { weeks: 1 });
		case 'thisMonth':
			return open(zoned, now.startOf('month'), now, { months: 1 });
		case 'yesterday':
			return closed(zoned, now.startOf('day').minus({ days: 1 }), now.startOf('day'), { days: 1 });
		case 'lastMonth':
			return closed(zoned, now.startOf('month').minus({ months: 1 }), now.startOf('month'), { months: 1 });
		case 'range':
			return range(zoned, choice);
	}
}

/** The whole of the day, week or month that `nowMs` lies in. */
export async function resolveBudgetPeriod(unit: 'day' | 'week' | 'month', { nowMs, timeZone }: PeriodContext): Promise<TimeSpan & { label: string }> {
	const zoned = await loadZonedTime(timeZone);
	const start = zoned.at(nowMs).startOf(unit);
	const span = { fromMs: start.toMillis(), toMs: start.plus({ [`${unit}s`]: 1 }).startOf('day').toMillis() };
	return { ...span, label: labelOf(zoned, span) };
}

/** The end of the quarter hour that a time lies in. */
export function endOfQuarterHour(epochMs: number): number {
	return (Math.floor(epochMs / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS;
}

function open(zoned: ZonedTime, from: DateTime, now: DateTime, length: DurationLike): ReportPeriod {
	const span = { fromMs: from.toMillis(), toMs: endOfQuarterHour(now.toMillis()) };
	const before = { fromMs: from.minus(length).toMillis(), toMs: endOfQuarterHour(now.minus(length).toMillis()) };
	return { ...span, before, label: labelOf(zoned, span), widened: false };
}

function closed(zoned: ZonedTime, from: DateTime, to: DateTime, length: DurationLike): ReportPeriod {
	const span = { fromMs: from.toMillis(), toMs: to.toMillis() };
	return { ...span, before: { fromMs: from.minus(length).toMillis(), toMs: from.toMillis() }, label: labelOf(zoned, span), widened: false };
}

function range(zoned: ZonedTime, { from: fromText, to: toText }: { from: string; to: string }): ReportPeriod {
	const from = readTime(zoned, fromText, 'From');
	const named = readTime(zoned, toText, 'To');
	const to = /^\s*\d{4}-\d{2}-\d{2}\s*$/.test(toText) ? named.plus({ days: 1 }) : named;
	if (to.toMillis() <= from.toMillis()) throw new ReportError('The period ends before it starts: From must be earlier than To');
	const span = {
		fromMs: Math.floor(from.toMillis() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS,
		toMs: Math.ceil(to.toMillis() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS,
	};
	const widened = span.fromMs !== from.toMillis() || span.toMs !== to.toMillis();
	const [start, end] = [zoned.at(span.fromMs), zoned.at(span.toMs)];
	const before = { fromMs: start.minus(end.diff(start, ['days', 'milliseconds'])).toMillis(), toMs: span.fromMs };
	return { ...span, before, label: labelOf(zoned, span), widened };
}

function readTime(zoned: ZonedTime, text: string, field: 'From' | 'To'): DateTime {
	const time = zoned.read(text.trim());
	if (time !== undefined) return time;
	throw new ReportError(`${field} ${JSON.stringify(text.slice(0, 40))} is no date; write it like 2026-11-25 or 2026-11-25T14:00`);
}

function labelOf(zoned: ZonedTime, { fromMs, toMs }: TimeSpan): string {
	const [from, to] = [zoned.at(fromMs), zoned.at(toMs)];
	if (from.equals(from.startOf('month')) && to.equals(from.plus({ months: 1 }))) return from.toFormat('MMMM yyyy');
	const last = zoned.at(toMs - 1);
	const wholeDays = from.equals(from.startOf('day'));
	if (!wholeDays) return `${from.toFormat('d MMMM yyyy HH:mm')} to ${to.toFormat('d MMMM yyyy HH:mm')}`;
	if (from.hasSame(last, 'day')) return from.toFormat('d MMMM yyyy');
	const start = from.hasSame(last, 'month') ? 'd' : from.hasSame(last, 'year') ? 'd MMMM' : 'd MMMM yyyy';
	return `${from.toFormat(start)} to ${last.toFormat('d MMMM yyyy')}`;
}
