import { QUARTER_HOUR_MS } from '../../lib/types/spend';
import type { UsageRow } from '../../lib/types/usage-row';
import { createSqliteUsageLog } from '../../lib/usage/sqlite';
import type { UsageLog } from '../../lib/usage/usage-log';
import type { CaseResult } from './run-case';

/** Whether each call has one row that can be read, and the sums are those of the rows. */
export async function checkLog(folder: string, results: readonly CaseResult[]): Promise<string[]> {
	const log = createSqliteUsageLog({ folder });
	try {
		const rows = await log.calls({ limit: results.length * 2 + 10 });
		return [...checkRows(rows, results), ...(await checkTotals(log, rows)), ...(await checkSpend(log, rows))];
	} finally {
		await log.close();
	}
}

function checkRows(rows: readonly UsageRow[], results: readonly CaseResult[]): string[] {
	const counts = new Map<string, number>();
	for (const { callId } of rows) counts.set(callId, (counts.get(callId) ?? 0) + 1);
	const faults = results.flatMap(({ index, callId }) => {
		const count = callId === undefined ? 0 : (counts.get(callId) ?? 0);
		return count === 1 ? [] : [`case ${index}: its call has ${count} rows`];
	});
	if (rows.length !== results.length) faults.push(`${results.length} calls have ${rows.length} rows`);
	return faults;
}

const sum = (rows: readonly UsageRow[], figure: (row: UsageRow) => number | undefined): number =>
	rows.reduce((total, row) => total + (figure(row) ?? 0), 0);

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

async function checkTotals(log: UsageLog, rows: readonly UsageRow[]): Promise<string[]> {
	const totals = await log.totals({});
	return compare('totals', totals, rows);
}

async function checkSpend(log: UsageLog, rows: readonly UsageRow[]): Promise<string[]> {
	const starts = rows.map(({ startedAtMs }) => startedAtMs);
	const fromMs = Math.floor(Math.min(...bounds(starts)) / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
	const toMs = (Math.floor(Math.max(...bounds(starts)) / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS;
	const { rows: spent } = await log.spend({ boundariesMs: [fromMs, toMs], groupBy: ['deployment', 'model'] });
	const total = (figure: 'calls' | 'inputTokens' | 'outputTokens' | 'costUsd') =>
		spent.reduce((all, row) => all + row[figure], 0);
	const summed = {
		calls: total('calls'),
		inputTokens: total('inputTokens'),
		outputTokens: total('outputTokens'),
		costUsd: total('costUsd'),
	};
	return compare('spend', summed, rows);
}

/** The ends alone: too many arguments for one call otherwise. */
function bounds(values: readonly number[]): [number, number] {
	return values.reduce<[number, number]>(
		([low, high], value) => [Math.min(low, value), Math.max(high, value)],
		[Infinity, -Infinity],
	);
}

function compare(
	what: string,
	sums: { calls: number; inputTokens: number; outputTokens: number; costUsd: number },
	rows: readonly UsageRow[],
): string[] {
	const faults: string[] = [];
	const expect = (figure: string, got: number, wanted: number) => {
		if (!isNear(got, wanted)) faults.push(`${what}: ${figure} is ${got}, the rows' sum is ${wanted}`);
	};
	expect('calls', sums.calls, rows.length);
	expect(
		'inputTokens',
		sums.inputTokens,
		sum(rows, (row) => row.inputTokens),
	);
	expect(
		'outputTokens',
		sums.outputTokens,
		sum(rows, (row) => row.outputTokens),
	);
	expect(
		'costUsd',
		sums.costUsd,
		sum(rows, (row) => row.costUsd),
	);
	return faults;
}
