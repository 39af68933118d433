import type { UsageRow } from '../../../../lib/types';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import type { UsageLog } from '../../../../lib/usage/usage-log';
import { UsageLogError, type UsageLogErrorCode } from '../../../../lib/usage/usage-log-error';

/** A real log that fails when a test says so. */
export interface SwitchableLog extends UsageLog {
	/** Fails whenever one of the rows is such; undefined: never. */
	failsFor(isSuch: ((row: UsageRow) => boolean) | undefined, code?: UsageLogErrorCode): void;
	/** How many rows each `record` brought, those that failed too. */
	readonly batches: number[];
	/** How many calls it holds. */
	size(): Promise<number>;
}

export function createSwitchableLog(folder: string): SwitchableLog {
	const log = createSqliteUsageLog({ folder });
	const batches: number[] = [];
	let failsFor: ((row: UsageRow) => boolean) | undefined;
	let code: UsageLogErrorCode;
	return {
		...log,
		async record(rows) {
			batches.push(rows.length);
			if (failsFor && rows.some(failsFor)) throw new UsageLogError(code, `The log says ${code}.`);
			await log.record(rows);
		},
		failsFor(isSuch, as = 'unavailable') {
			failsFor = isSuch;
			code = as;
		},
		batches,
		size: async () => (await log.totals({})).calls,
	};
}
