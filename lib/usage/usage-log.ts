import type { SpendQuery, SpendReport } from '../types/spend';
import type { UsageRow } from '../types/usage-row';

/**
 * Where calls are accounted for. Rows are identified by `callId`: recording one twice leaves one, the first, and one that was
 * deleted stays deleted. Times are kept to the millisecond, the start rounded down; counts and costs are kept within the
 * bounds of `boundedRow`.
 * Twins (embedded SQLite, Postgres) pass one contract test. Errors are `UsageLogError`s.
 */
export interface UsageLog {
	/** Writes rows durably, all or none. A row that comes more than `MAX_ROW_AGE_DAYS` after its id was made is a `bad_row`. */
	record(rows: readonly UsageRow[]): Promise<void>;
	/** Rows whose call began in [fromMs, toMs), newest first. */
	calls(filter: CallFilter): Promise<UsageRow[]>;
	/** Sums over rows whose call began in [fromMs, toMs). */
	totals(filter: PeriodFilter): Promise<UsageTotals>;
	/**
	 * Sums over time and labels; deleting calls changes none of them. Of labels with very many values on a UTC day the first
	 * have sums of their own, the others are summed as `other` (bounds: `MAX_SUMMED_…`).
	 */
	spend(query: SpendQuery): Promise<SpendReport>;
	/**
	 * Deletes calls that began before `beforeMs`, the oldest first, at most `limit` of them, and gives how many. What they
	 * spent stays in `spend`. Short enough, at 1,000, that nobody who writes waits for it.
	 */
	deleteCalls(batch: { beforeMs: number; limit: number }): Promise<number>;
	/** Deletes texts whose time is over at `nowMs`, at most `limit` calls' of them, and gives of how many. */
	deleteTexts(batch: { nowMs: number; limit: number }): Promise<number>;
	/** Forgets what is kept of calls deleted so long ago that none of their rows may come again; at most `limit` entries. */
	forgetDeleted(batch: { limit: number }): Promise<number>;
	close(): Promise<void>;
}

export interface PeriodFilter {
	/** Epoch milliseconds; absent: from the first row. */
	fromMs?: number;
	/** Epoch milliseconds, excluded; absent: to the last row. */
	toMs?: number;
	group?: string;
	workflowId?: string;
	executionId?: string;
}

export interface CallFilter extends PeriodFilter {
	/** At most this many rows, default 100. */
	limit?: number;
	status?: UsageRow['status'];
	/** With `texts` where they were kept and their time is not over; default false. */
	withTexts?: boolean;
}

export interface UsageTotals {
	calls: number;
	/** Calls that ended in an error; cancelled ones are not among them. */
	failedCalls: number;
	/** Calls whose price is unknown; they are not in `costUsd`. */
	unpricedCalls: number;
	estimatedCalls: number;
	inputTokens: number;
	outputTokens: number;
	costUsd: number;
}

/**
 * The local, durable list a row goes to before the answer is handed over. Synchronous on purpose: when
 * `append` returns, killing the process loses nothing but what is `waiting` in memory.
 */
export interface Outbox {
	/** Throws a `UsageLogError` when a row is lost. A row whose call id is there already changes nothing. Several are one write. */
	append(...rows: readonly UsageRow[]): void;
	/**
	 * Rows that could not be written for a reason that may pass, such as another program's lock or a database that is down.
	 * They are tried again. Undefined when there is none.
	 */
	readonly waiting?: WaitingRows;
	/**
	 * Does ahead what the first append would have to do first (claim and open a file, some milliseconds), so that
	 * it can hide behind the wait for a provider. Throws as `append` does; doing without it costs only time.
	 */
	warm?(): void;
	/**
	 * Closes the file and frees it for another process. Called by tests and at idle; a killed process needs none.
	 * Throws a `UsageLogError` when rows still wait; they are kept for the next append or close.
	 */
	close(): void;
}

export interface WaitingRows {
	/** At least 1. */
	readonly count: number;
	/** In memory they are lost when the process dies. */
	readonly where: 'memory' | 'disk';
	/** What keeps them, in a sentence that names the file and says what to do. */
	readonly reason: string;
}
