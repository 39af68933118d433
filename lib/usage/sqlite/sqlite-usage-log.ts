import { systemClock, type Clock } from '../../clock';
import type { UsageRow } from '../../types/usage-row';
import type { CallFilter, PeriodFilter, UsageLog, UsageTotals } from '../usage-log';
import { ROW_BOUNDS, rowToWrite } from '../bounded-row';
import { refuseLateRows } from '../row-age';
import { noteCountedElsewhere } from './count-once';
import { deleteOldest } from './delete-oldest';
import { deleteOverdueTexts } from './delete-overdue-texts';
import { withoutDeleted } from './deleted-calls';
import { forgetDeleted } from './forget-deleted';
import { readSpend } from './read-spend';
import { readSql } from './read-sql';
import { fromRecord } from './row-columns';
import { createSlotWriter } from './slot-writer';
import { readSlots } from './visit-slots';

const DEFAULT_LIMIT = 100;

export interface SqliteUsageLogOptions {
	folder: string;
	/** Says when the time of texts is over, and paces deletions. Default: the system's. */
	clock?: Clock;
}

/**
 * The usage log on the outboxes' own SQLite files: it reads those of all processes that write, or ever wrote, to
 * `folder`, and needs no server. A call that stands in two files counts once. Errors are `UsageLogError`s.
 */
export function createSqliteUsageLog({ folder, clock = systemClock }: SqliteUsageLogOptions): UsageLog {
	const writer = createSlotWriter(folder);
	return {
		async record(unbounded) {
			const rows = unbounded.map(rowToWrite);
			refuseLateRows(rows, clock.wallMs());
			const fresh = await withoutDeleted(folder, rows);
			if (fresh.length > 0) writer.write(fresh);
		},

		async calls(filter) {
			const { limit = DEFAULT_LIMIT } = filter;
			const newestCalls = `${readSql('select-call')} ${readSql('where-newest')}`;
			const parameters = toCallParameters(filter, limit, clock.wallMs());
			const records = await readSlots(folder, (database) => database.prepare(newestCalls).all(parameters));
			const rowsById = new Map<string, UsageRow>();
			for (const row of records.flat().map(fromRecord)) {
				if (!rowsById.has(row.callId)) rowsById.set(row.callId, row);
			}
			return [...rowsById.values()].sort(newestFirst).slice(0, limit);
		},

		async totals(filter) {
			const selectTotals = readSql('select-totals');
			const { maxTokens, maxCostUsd } = ROW_BOUNDS;
			const parameters = toPeriodParameters(filter);
			const parts = await readSlots(folder, (database, _path, earlier) => {
				noteCountedElsewhere(database, earlier, parameters);
				return database.prepare(selectTotals).get({ ...parameters, maxTokens, maxCostUsd });
			});
			return parts.reduce<UsageTotals>(add, NO_CALLS);
		},

		spend: (query) => readSpend(folder, query),

		deleteCalls: (batch) => deleteOldest(folder, batch, clock),

		deleteTexts: (batch) => deleteOverdueTexts(folder, batch, clock),

		forgetDeleted: (batch) => forgetDeleted(folder, batch, clock),

		async close() {
			writer.close();
		},
	};
}

function toPeriodParameters(filter: PeriodFilter) {
	return {
		fromMs: filter.fromMs ?? Number.MIN_SAFE_INTEGER,
		toMs: filter.toMs ?? Number.MAX_SAFE_INTEGER,
		group: filter.group ?? null,
		workflowId: filter.workflowId ?? null,
		executionId: filter.executionId ?? null,
	};
}

function toCallParameters(filter: CallFilter, limit: number, nowMs: number) {
	const textsAfterMs = filter.withTexts ? nowMs : null;
	return { ...toPeriodParameters(filter), status: filter.status ?? null, limit, textsAfterMs };
}

const NO_CALLS: UsageTotals = {
	calls: 0,
	failedCalls: 0,
	unpricedCalls: 0,
	estimatedCalls: 0,
	inputTokens: 0,
	outputTokens: 0,
	costUsd: 0,
};

function add(sum: UsageTotals, part: Record<string, unknown> | undefined): UsageTotals {
	const plus = (field: keyof UsageTotals) => sum[field] + Number(part?.[field] ?? 0);
	return {
		calls: plus('calls'),
		failedCalls: plus('failedCalls'),
		unpricedCalls: plus('unpricedCalls'),
		estimatedCalls: plus('estimatedCalls'),
		inputTokens: plus('inputTokens'),
		outputTokens: plus('outputTokens'),
		costUsd: plus('costUsd'),
	};
}

function newestFirst(a: UsageRow, b: UsageRow): number {
	return b.startedAtMs - a.startedAtMs || (a.callId < b.callId ? 1 : -1);
}
