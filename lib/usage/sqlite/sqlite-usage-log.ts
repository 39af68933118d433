import type { DatabaseSync } from 'node:sqlite';
import type { UsageRow } from '../../types/usage-row';
import type { PeriodFilter, UsageLog, UsageTotals } from '../usage-log';
import { readSlots } from './read-slots';
import { readSql } from './read-sql';
import { fromRecord } from './row-columns';
import { createSlotWriter } from './slot-writer';

const DEFAULT_LIMIT = 100;

/**
 * The usage log on the outboxes' own SQLite files: it reads those of all processes that write, or ever wrote, to
 * `folder`, and needs no server. A call that stands in two files counts once. Errors are `UsageLogError`s.
 */
export function createSqliteUsageLog({ folder }: { folder: string }): UsageLog {
	const writer = createSlotWriter(folder);
	return {
		async record(rows) {
			if (rows.length > 0) writer.write(rows);
		},

		async calls({ limit = DEFAULT_LIMIT, ...filter }) {
			const selectCalls = readSql('select-calls');
			const parameters = { ...toFilterParameters(filter), limit };
			const records = readSlots(folder, (database) => database.prepare(selectCalls).all(parameters));
			const rowsById = new Map<string, UsageRow>();
			for (const row of records.flat().map(fromRecord)) {
				if (!rowsById.has(row.callId)) rowsById.set(row.callId, row);
			}
			return [...rowsById.values()].sort(newestFirst).slice(0, limit);
		},

		async totals(filter) {
			const selectTotals = readSql('select-totals');
			const parameters = toFilterParameters(filter);
			const parts = readSlots(folder, (database, earlier) => {
				noteCountedElsewhere(database, earlier, parameters);
				return database.prepare(selectTotals).get(parameters);
			});
			return parts.reduce<UsageTotals>(add, NO_CALLS);
		},

		async close() {
			writer.close();
		},
	};
}

type FilterParameters = ReturnType<typeof toFilterParameters>;

function toFilterParameters(filter: PeriodFilter) {
	return {
		fromMs: filter.fromMs ?? Number.MIN_SAFE_INTEGER,
		toMs: filter.toMs ?? Number.MAX_SAFE_INTEGER,
		group: filter.group ?? null,
		workflowId: filter.workflowId ?? null,
		executionId: filter.executionId ?? null,
	};
}

/** One file after the other, because SQLite attaches ten at most. */
function noteCountedElsewhere(database: DatabaseSync, earlier: readonly string[], { fromMs, toMs }: FilterParameters): void {
	database.exec(readSql('create-counted-elsewhere'));
	for (const path of earlier) {
		database.prepare('ATTACH DATABASE ? AS earlier').run(path);
		database.prepare(readSql('note-counted-elsewhere')).run({ fromMs, toMs });
		database.exec('DETACH DATABASE earlier');
	}
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
