import { MAX_ROW_AGE_DAYS } from '../bounds';
import { QUARTER_HOUR_MS } from '../types/spend';
import type { UsageRow } from '../types/usage-row';
import { UsageLogError } from './usage-log-error';

const DAY_MS = 86_400_000;

/** Ids of deleted calls are kept a day longer than rows are taken: clocks of several hosts differ. */
export const KEPT_IDS_MS = (MAX_ROW_AGE_DAYS + 1) * DAY_MS;

type Identity = Pick<UsageRow, 'callId' | 'startedAtMs'>;

/** Epoch milliseconds at which a call's id was made, which a UUIDv7 holds; of any other id, when the call began. */
export function idTimeMs({ callId, startedAtMs }: Identity): number {
	const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i.exec(callId) ?? [];
	return high === undefined || low === undefined ? Math.floor(startedAtMs) : Number.parseInt(high + low, 16);
}

/** Under which ids of deleted calls are kept: quarter hours since 1970. */
export function idQuarterHour(row: Identity): number {
	return Math.floor(idTimeMs(row) / QUARTER_HOUR_MS);
}

/**
 * Lets no row pass that comes so late that the ids of calls deleted in its time are no longer kept: whether it was counted
 * before cannot be known, so it is set aside rather than counted twice.
 * @throws UsageLogError `bad_row`
 */
export function refuseLateRows(rows: readonly UsageRow[], nowMs: number): void {
	const earliestMs = nowMs - MAX_ROW_AGE_DAYS * DAY_MS;
	const late = rows.find((row) => idTimeMs(row) < earliestMs);
	if (late === undefined) return;
	const day = new Date(idTimeMs(late)).toISOString().slice(0, 10);
	throw new UsageLogError(
		'bad_row',
		`The call of ${day} came to the usage log more than ${MAX_ROW_AGE_DAYS} days later, when it is no longer known whether it was counted before. Check the clock of its host if that is not so.`,
	);
}
