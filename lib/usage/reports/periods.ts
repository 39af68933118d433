import type { DateTime, DurationLikeObject } from 'luxon';
import { QUARTER_HOUR_MS } from '../../types/spend';
import { ReportError } from './report-error';
import { dayAt, loadZonedTime, startOf, type ZonedTime } from './zoned-time';

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
	const today = startOf(now, 'day');
	const month = startOf(now, 'month');
	switch (choice.kind) {
		case 'today':
			return open(zoned, today, now, { days: 1 });
		case 'last7Days':
			return open(zoned, dayAt(today, { days: -6 }), now, { days: 7 });
		case 'last30Days':
			return open(zoned, dayAt(today, { days: -29 }), now, { days: 30 });
		case 'thisWeek':
			return open(zoned, startOf(now, 'week'), now, { days: 7 });
		case 'thisMonth':
			return open(zoned, month, now, { months: 1 });
		case 'yesterday':
			return closed(zoned, dayAt(today, { days: -1 }), today, { days: -1 });
		case 'lastMonth':
			return closed(zoned, dayAt(month, { months: -1 }), month, { months: -1 });
		case 'range':
			return range(zoned, choice);
	}
}

/** The whole of the day, week or month that `nowMs` lies in. */
export async function resolveBudgetPeriod(
	unit: 'day' | 'week' | 'month',
	{ nowMs, timeZone }: PeriodContext,
): Promise<TimeSpan & { label: string }> {
	const zoned = await loadZonedTime(timeZone);
	const start = startOf(zoned.at(nowMs), unit);
	const span = { fromMs: start.toMillis(), toMs: dayAt(start, { [`${unit}s`]: 1 }).toMillis() };
	return { ...span, label: labelOf(zoned, span) };
}

/** The end of the quarter hour that a time lies in. */
export function endOfQuarterHour(epochMs: number): number {
	return (Math.floor(epochMs / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS;
}

function open(
	zoned: ZonedTime,
	from: DateTime<true>,
	now: DateTime<true>,
	length: { days: number } | { months: number },
): ReportPeriod {
	const span = { fromMs: from.toMillis(), toMs: endOfQuarterHour(now.toMillis()) };
	const before = {
		fromMs: dayAt(from, 'days' in length ? { days: -length.days } : { months: -length.months }).toMillis(),
		toMs: Math.min(endOfQuarterHour(now.minus(length).toMillis()), span.fromMs),
	};
	// Its days are named as a whole, though the last one still runs.
	const label = labelOf(zoned, { ...span, toMs: dayAt(now, { days: 1 }).toMillis() });
	return { ...span, before, label, widened: false };
}

function closed(zoned: ZonedTime, from: DateTime<true>, to: DateTime<true>, back: DurationLikeObject): ReportPeriod {
	const span = { fromMs: from.toMillis(), toMs: to.toMillis() };
	return {
		...span,
		before: { fromMs: dayAt(from, back).toMillis(), toMs: span.fromMs },
		label: labelOf(zoned, span),
		widened: false,
	};
}

function range(zoned: ZonedTime, { from: fromText, to: toText }: { from: string; to: string }): ReportPeriod {
	const from = readTime(zoned, fromText, 'From');
	const named = readTime(zoned, toText, 'To');
	const to = DATE.test(toText.trim()) ? dayAt(named, { days: 1 }) : named;
	if (to.toMillis() <= from.toMillis())
		throw new ReportError('The period ends before it starts: From must be earlier than To');
	const span = {
		fromMs: Math.floor(from.toMillis() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS,
		toMs: Math.ceil(to.toMillis() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS,
	};
	const widened = span.fromMs !== from.toMillis() || span.toMs !== to.toMillis();
	return {
		...span,
		before: { fromMs: asLongBefore(zoned.at(span.fromMs), zoned.at(span.toMs)), toMs: span.fromMs },
		label: labelOf(zoned, span),
		widened,
	};
}

function asLongBefore(from: DateTime<true>, to: DateTime<true>): number {
	if (beginsDay(from) && beginsDay(to))
		return dayAt(from, { days: -Math.round(to.diff(from, 'days').days) }).toMillis();
	return from.minus(to.diff(from, ['days', 'milliseconds'])).toMillis();
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Less than a date is no point in time, and ISO 8601 has much that is less. */
const WHOLE_TIME = /^\d{4}-\d{2}-\d{2}([T ]\d.*)?$/i;

function readTime(zoned: ZonedTime, text: string, field: 'From' | 'To'): DateTime<true> {
	const trimmed = text.trim();
	const time = WHOLE_TIME.test(trimmed) ? zoned.read(trimmed) : undefined;
	if (time === undefined)
		throw new ReportError(
			`${field} ${JSON.stringify(text.slice(0, 40))} is no date; write it like 2026-11-25 or 2026-11-25T14:00`,
		);
	return DATE.test(trimmed) ? startOf(time, 'day') : time;
}

const beginsDay = (time: DateTime<true>): boolean => time.toMillis() === startOf(time, 'day').toMillis();

function labelOf(zoned: ZonedTime, { fromMs, toMs }: TimeSpan): string {
	const [from, to, last] = [zoned.at(fromMs), zoned.at(toMs), zoned.at(toMs - 1)];
	const oneDay = from.hasSame(last, 'day');
	if (!beginsDay(from) || !beginsDay(to))
		return `${from.toFormat('d MMMM yyyy HH:mm')} to ${to.toFormat(from.hasSame(to, 'day') ? 'HH:mm' : 'd MMMM yyyy HH:mm')}`;
	if (oneDay) return from.toFormat('d MMMM yyyy');
	if (from.day === 1 && toMs === dayAt(from, { months: 1 }).toMillis()) return from.toFormat('MMMM yyyy');
	const start = from.hasSame(last, 'month') ? 'd' : from.hasSame(last, 'year') ? 'd MMMM' : 'd MMMM yyyy';
	return `${from.toFormat(start)} to ${last.toFormat('d MMMM yyyy')}`;
}
