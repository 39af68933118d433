import type { DatabaseSync } from 'node:sqlite';
import { QUARTER_HOUR_MS, type SpendFigures, type SpendLabels } from '../../types/spend';
import type { UsageRow } from '../../types/usage-row';
import { spendPartsOf } from '../spend-parts';
import { addFigures } from '../spend-sums';
import { dayOf, summedLabels, type IsSummed } from '../summed-labels';
import { deleteCallsById } from './delete-calls-by-id';
import { keepDeletedIds } from './deleted-calls';
import { readSql } from './read-sql';
import { fromRecord } from './row-columns';
import { inTransaction } from './transaction';

/** Deletes those of the calls that are in this file, and leaves what they spent in its quarter hours, and their ids. Gives how many there were. */
export function foldCalls(
	database: DatabaseSync,
	callIds: readonly string[],
	{ isSummed, nowMs }: { isSummed: IsSummed; nowMs: number },
): number {
	return inTransaction(database, () => {
		const selectCalls = database.prepare(`${readSql('select-call')} ${readSql('where-ids')}`);
		const rows = selectCalls.all({ callIds: JSON.stringify(callIds), textsAfterMs: null }).map(fromRecord);
		addToQuarterHours(database, rows, isSummed);
		keepDeletedIds(database, rows, nowMs);
		deleteCallsById(
			database,
			rows.map((row) => row.callId),
		);
		return rows.length;
	});
}

interface QuarterHour {
	quarterMs: number;
	labels: string;
	/** The same without tags. */
	untagged: string;
	latestStartMs: number;
	figures: SpendFigures;
}

function addToQuarterHours(database: DatabaseSync, rows: readonly UsageRow[], isSummed: IsSummed): void {
	const insertUntaggedLabels = database.prepare(readSql('insert-untagged-labels'));
	const insertLabels = database.prepare(readSql('insert-labels'));
	const addToQuarterHour = database.prepare(readSql('add-to-quarter-hour'));
	for (const { quarterMs, labels, untagged, latestStartMs, figures } of sumByQuarterHour(rows, isSummed)) {
		insertUntaggedLabels.run({ untagged });
		insertLabels.run({ labels, untagged });
		addToQuarterHour.run({ quarterMs, labels, latestStartMs, ...figures });
	}
}

function sumByQuarterHour(rows: readonly UsageRow[], isSummed: IsSummed): Iterable<QuarterHour> {
	const sums = new Map<string, QuarterHour>();
	for (const row of rows) {
		const quarterMs = Math.floor(row.startedAtMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
		for (const part of spendPartsOf(row)) {
			const summed = summedLabels(part.labels, dayOf(row.startedAtMs), isSummed);
			const labels = toText(summed);
			const key = `${quarterMs} ${labels}`;
			const sum = sums.get(key);
			if (!sum) {
				const untagged = toText({ ...summed, tags: undefined });
				sums.set(key, { quarterMs, labels, untagged, latestStartMs: row.startedAtMs, figures: part.figures });
			} else {
				addFigures(sum.figures, part.figures);
				sum.latestStartMs = Math.max(sum.latestStartMs, row.startedAtMs);
			}
		}
	}
	return sums.values();
}

/** The same labels give the same text, whatever the order in which they came. */
export function toText({
	group,
	deployment,
	provider,
	model,
	workflowId,
	workflowName,
	nodeName,
	tags,
}: SpendLabels): string {
	const sorted = tags && Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
	return JSON.stringify({ group, deployment, provider, model, workflowId, workflowName, nodeName, tags: sorted });
}
