import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { SpendFigures, SpendLabels, SpendQuery, SpendReport } from '../../types/spend';
import { ROW_BOUNDS } from '../bounded-row';
import { spendPartsOf } from '../spend-parts';
import { asksForTags, createSpendSums, type SpendSums } from '../spend-sums';
import { noteCountedElsewhere } from './count-once';
import { inPortions, type Period } from './in-portions';
import { readSql } from './read-sql';
import { fromRecord, parsed, toTags } from './row-columns';
import { readSlots } from './visit-slots';

/** What all files hold in sums: the calls that are still there, and the quarter hours that deleted ones left. */
export async function readSpend(folder: string, query: SpendQuery): Promise<SpendReport> {
	const { boundariesMs } = query;
	const period = { fromMs: boundariesMs[0] ?? 0, toMs: boundariesMs.at(-1) ?? 0 };
	const sums = createSpendSums(query);
	await readSlots(folder, async (database, _path, earlier) => {
		noteCountedElsewhere(database, earlier, period);
		database.exec(readSql('create-slices'));
		database.prepare(readSql('fill-slices')).run({ boundaries: JSON.stringify(boundariesMs) });
		// One picture of the file: a call that is deleted meanwhile is in it once, as a call or in a quarter hour.
		database.exec('BEGIN');
		await addCalls(database, period, query, sums);
		await addQuarterHours(database, period, query, sums);
	});
	return sums.report();
}

async function addCalls(database: DatabaseSync, period: Period, query: SpendQuery, sums: SpendSums): Promise<void> {
	const spendOfCalls = database.prepare(readSql('spend-of-calls'));
	const byTags = Number(asksForTags(query));
	const callsWithAttempts = database.prepare(`${readSql('select-call')} ${readSql('where-attempts')}`);
	for await (const portion of inPortions(database, 'calls', period)) {
		for (const record of spendOfCalls.iterate({ ...portion, ...ROW_BOUNDS, byTags }))
			sums.add({ ...toAmount(record), labels: toLabels(record) });
		for (const record of callsWithAttempts.iterate({ ...portion, textsAfterMs: null })) {
			const row = fromRecord(record);
			const slice = sliceOf(row.startedAtMs, query.boundariesMs);
			for (const part of spendPartsOf(row)) sums.add({ slice, latestStartMs: row.startedAtMs, ...part });
		}
	}
}

async function addQuarterHours(
	database: DatabaseSync,
	period: Period,
	query: SpendQuery,
	sums: SpendSums,
): Promise<void> {
	const byTags = Number(asksForTags(query));
	const spendOfQuarterHours = database.prepare(readSql('spend-of-quarter-hours'));
	for await (const portion of inPortions(database, 'quarter-hours', period)) {
		for (const record of spendOfQuarterHours.iterate({ ...portion, byTags })) {
			sums.add({ ...toAmount(record), labels: (parsed(record['labels']) ?? { group: '' }) as SpendLabels });
		}
	}
}

/** @param boundariesMs ascending; `startedAtMs` lies between the first and the last */
function sliceOf(startedAtMs: number, boundariesMs: readonly number[]): number {
	let low = 0;
	let high = boundariesMs.length - 1;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if ((boundariesMs[middle] ?? 0) <= startedAtMs) low = middle;
		else high = middle;
	}
	return low;
}

type SqlRecord = Record<string, SQLOutputValue>;

function toAmount(record: SqlRecord): { slice: number; latestStartMs: number; figures: SpendFigures } {
	const of = (field: string) => Number(record[field]);
	return {
		slice: of('slice'),
		latestStartMs: of('latestStartMs'),
		figures: {
			calls: of('calls'),
			failedCalls: of('failedCalls'),
			cancelledCalls: of('cancelledCalls'),
			unpricedCalls: of('unpricedCalls'),
			estimatedCalls: of('estimatedCalls'),
			attempts: of('attempts'),
			inputTokens: of('inputTokens'),
			cachedTokens: of('cachedTokens'),
			cacheWriteTokens: of('cacheWriteTokens'),
			outputTokens: of('outputTokens'),
			reasoningTokens: of('reasoningTokens'),
			costUsd: of('costUsd'),
		},
	};
}

function toLabels(record: SqlRecord): SpendLabels {
	const { group, deployment, provider, model, workflowId, workflowName, nodeName, summedTags: tags } = record;
	const known = Object.entries({ deployment, provider, model, workflowId, workflowName, nodeName }).filter(
		([, value]) => value !== null,
	);
	return {
		group: String(group),
		...Object.fromEntries(known),
		...(tags === null ? {} : { tags: toTags(tags) }),
	};
}
