import type { INodeExecutionData } from 'n8n-workflow';
import { InputFault } from '../../shared/input-fault';
import { numberOf } from '../../shared/parameter-values';
import { parameterOf, type ReportRun } from './report-run';

const DAY_MS = 86_400_000;
const MAX_DAYS = 36_500;
/** Short enough that nobody who writes waits. */
const BATCH = 1000;
const MAX_TIME_MS = 5 * 60_000;

/** Deletes in batches until nothing is left to delete, five minutes are over or the execution is stopped; gives the counts. */
export async function deleteOldCalls({ context, log, hints, nowMs }: ReportRun): Promise<INodeExecutionData[]> {
	const beforeMs = nowMs - readDays(parameterOf(context, 'olderThanDays', 0)) * DAY_MS;
	const mayGoOn = (): boolean => Date.now() - nowMs < MAX_TIME_MS && !context.getExecutionCancelSignal()?.aborted;
	const calls = await deleteAll(async () => await log.deleteCalls({ beforeMs, limit: BATCH }), mayGoOn);
	const texts = await deleteAll(async () => await log.deleteTexts({ nowMs, limit: BATCH }), mayGoOn);
	const complete = calls.complete && texts.complete;
	if (!complete) hints.add('Old calls are left: the time for one run was over; the next run goes on', 'info');
	return [
		{
			json: {
				deletedCalls: calls.deleted,
				deletedTexts: texts.deleted,
				before: new Date(beforeMs).toISOString(),
				complete,
			},
		},
	];
}

async function deleteAll(
	deleteBatch: () => Promise<number>,
	mayGoOn: () => boolean,
): Promise<{ deleted: number; complete: boolean }> {
	let deleted = 0;
	while (mayGoOn()) {
		const count = await deleteBatch();
		deleted += count;
		if (count === 0) return { deleted, complete: true };
	}
	return { deleted, complete: false };
}

/** Nothing but a number of days that was entered deletes anything. */
function readDays(parameter: unknown): number {
	const days = numberOf(parameter);
	if (typeof days === 'number' && days > 0 && days <= MAX_DAYS) return days;
	throw new InputFault(`Older Than (Days) must be a number above 0 and at most ${MAX_DAYS}; nothing was deleted`);
}
