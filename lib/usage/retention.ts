import { systemClock, type Clock } from '../clock';
import { pause } from '../pause';
import type { UsageLog } from './usage-log';

/** How long calls are kept unless the user says otherwise. What they spent stays in reports for ever. */
export const DEFAULT_KEEP_CALLS_DAYS = 30;

const DAY_MS = 86_400_000;
/** Calls deleted at a time: nobody who writes waits for it. */
const BATCH_CALLS = 1_000;
/** Batches in one go; the rest is deleted the next time. */
const MAX_BATCHES = 20;
const PAUSE_MS = 200;
const AT_MOST_EVERY_MS = 600_000;

/**
 * Calls that began before this are deleted; undefined: none. Exactly so many days of 24 hours ago. What is no number above 0 deletes
 * nothing.
 */
export function retentionCutMs(keepCallsDays: unknown, nowMs: number): number | undefined {
	if (typeof keepCallsDays !== 'number' || !Number.isFinite(keepCallsDays) || keepCallsDays <= 0) return undefined;
	return nowMs - keepCallsDays * DAY_MS;
}

export interface RetentionOptions {
	/** 0, or anything but a number above 0: calls are kept for ever. Texts go when their time is over in any case. */
	keepCallsDays: unknown;
	/** Default: the system's. */
	clock?: Clock;
}

export interface Retention {
	/** Says that it is a good moment. Every ten minutes at most, old calls and texts are then deleted, in the background; failures wait for the next time. */
	tick(): void;
	/** Ends what is under way, after its batch. */
	stop(): void;
}

/** Keeps a log small without anybody's doing. Any number of processes may do so on one log. */
export function createRetention(
	log: Pick<UsageLog, 'deleteCalls' | 'deleteTexts' | 'forgetDeleted'>,
	{ keepCallsDays, clock = systemClock }: RetentionOptions,
): Retention {
	let doneAtMs: number | undefined;
	let isStopped = false;

	/** Deletes until little is left to delete. */
	async function inBatches(deleteBatch: () => Promise<number>): Promise<void> {
		for (let batch = 0; batch < MAX_BATCHES && !isStopped; batch++) {
			if ((await deleteBatch()) < BATCH_CALLS) return;
			await pause(clock, PAUSE_MS, { background: true });
		}
	}

	async function deleteOld(): Promise<void> {
		const nowMs = clock.wallMs();
		const beforeMs = retentionCutMs(keepCallsDays, nowMs);
		if (beforeMs !== undefined) await inBatches(async () => await log.deleteCalls({ beforeMs, limit: BATCH_CALLS }));
		await inBatches(async () => await log.deleteTexts({ nowMs, limit: BATCH_CALLS }));
		await inBatches(async () => await log.forgetDeleted({ limit: BATCH_CALLS }));
	}

	return {
		tick() {
			const nowMs = clock.now();
			if (doneAtMs !== undefined && nowMs - doneAtMs < AT_MOST_EVERY_MS) return;
			doneAtMs = nowMs;
			isStopped = false;
			deleteOld().catch(() => {
				// The next time tries again; nothing is lost by waiting.
			});
		},
		stop() {
			isStopped = true;
		},
	};
}
