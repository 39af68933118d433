import {
	QUARTER_HOUR_MS,
	type SpendFigures,
	type SpendFilter,
	type SpendLabels,
	type SpendQuery,
	type SpendReport,
} from '../../types/spend';
import { asksForTags, createSpendSums } from '../spend-sums';
import type { PeriodFilter, UsageLog, UsageTotals } from '../usage-log';
import { UsageLogError } from '../usage-log-error';
import { errorField } from '../error-facts';
import { fromCallRecord, numbersIn } from './from-records';
import { timeOf } from './call-records';
import { createPool } from './create-pool';
import { migrate } from './migrate';
import type { PostgresSettings } from './postgres-settings';
import { createStatements } from './read-sql';
import { RowRecorder, SchemaReplaced } from './record-rows';
import { fromPlaceSums, placeSumsStatement, type PlaceSum, type PlaceSumsRecord } from './spend-by-place';

const DEFAULT_LIMIT = 100;
/** Others may be in the way for a moment (deadlock, a schema that was replaced); once more is enough, twice is sure. */
const TRIES = 3;

/**
 * The usage log in Postgres 13 or later: rows, and sums by quarter hour kept with them. It makes and upgrades its tables at the first use.
 * Loads the driver at the first use. Errors are `UsageLogError`s: `unavailable`, `denied`, `busy`, `disk_full`, `bad_row` or `io`.
 */
export function createPostgresUsageLog(settings: PostgresSettings): UsageLog {
	const pool = createPool(settings);
	const statement = createStatements(settings.schema);
	const recorder = new RowRecorder(pool, statement, settings.schema);
	let migrated: Promise<void> | undefined;

	const upgrade = async (): Promise<void> =>
		await migrate(pool, settings.schema).catch((error: unknown) => {
			migrated = undefined;
			throw error;
		});

	async function onTables<T>(work: () => Promise<T>): Promise<T> {
		for (let tries = 1; ; tries++) {
			try {
				await (migrated ??= upgrade());
				return await work();
			} catch (error) {
				const gone = isGone(error);
				if (tries === TRIES || !(gone || mayPass(error))) throw error;
				if (!gone) continue;
				migrated = undefined;
				recorder.forget();
			}
		}
	}

	const ask = async <Row extends object>(name: string, parameters: unknown[]): Promise<Row[]> =>
		await onTables(
			async () => await pool.transaction(async (client) => (await client.query<Row>(statement(name), parameters)).rows),
		);

	const readPlaceSums = async (boundariesMs: readonly number[]): Promise<PlaceSum[]> => {
		const text = placeSumsStatement(statement, boundariesMs);
		const [record] = await onTables(async () => await pool.read<PlaceSumsRecord>(text));
		return fromPlaceSums(record!, boundariesMs);
	};

	return {
		async record(rows) {
			if (rows.length > 0) await onTables(async () => await recorder.record(rows));
		},

		async calls({ limit = DEFAULT_LIMIT, status, withTexts = false, ...filter }) {
			const records = await ask('select-calls', [...toParameters(filter), status ?? null, limit, withTexts]);
			return records.map(fromCallRecord);
		},

		async totals(filter) {
			const [sums] = await ask('select-totals', toParameters(filter));
			return numbersIn(sums ?? {}) as unknown as UsageTotals;
		},

		spend: async (query) => await readSpend(ask, readPlaceSums, query),

		async deleteCalls({ beforeMs, limit }) {
			return deletedIn(await ask('delete-calls', [timeOf(beforeMs), limit]));
		},

		async deleteTexts({ nowMs, limit }) {
			return deletedIn(await ask('delete-texts', [timeOf(nowMs), limit]));
		},

		async forgetDeleted({ limit }) {
			return deletedIn(await ask('forget-deleted-calls', [limit]));
		},

		close: async () => await pool.close(),
	};
}

type Ask = (name: string, parameters: unknown[]) => Promise<object[]>;

type ReadPlaceSums = (boundariesMs: readonly number[]) => Promise<PlaceSum[]>;

async function readSpend(
	ask: Ask,
	readPlaceSums: ReadPlaceSums,
	{ boundariesMs, groupBy, filter = {} }: SpendQuery,
): Promise<SpendReport> {
	const byTags = asksForTags({ groupBy, filter });
	const byOrigin = groupBy.some((dimension) => dimension === 'workflow' || dimension === 'node') || namesOrigin(filter);
	const sums = createSpendSums({ groupBy, filter });
	if (!byTags && !byOrigin) {
		for (const sum of await readPlaceSums(boundariesMs)) sums.add(sum);
		return sums.report();
	}
	for (const row of await ask('select-spend', [numbersOf(boundariesMs, QUARTER_HOUR_MS), byOrigin, byTags])) {
		// The statement's columns carry the names of these types' fields.
		const {
			slice,
			latestStartMs,
			group,
			deployment,
			provider,
			model,
			workflowId,
			workflowName,
			nodeName,
			tags,
			...figures
		} = row as SpendRecord;
		const labels = {
			group,
			deployment: deployment ?? undefined,
			provider: provider ?? undefined,
			model: model ?? undefined,
			workflowId: workflowId ?? undefined,
			workflowName: workflowName ?? undefined,
			nodeName: nodeName ?? undefined,
			tags: tags ?? undefined,
		};
		sums.add({ slice, labels, figures, latestStartMs });
	}
	return sums.report();
}

function numbersOf(timesMs: readonly number[], unitMs: number): number[] {
	return timesMs.map((ms) => Math.floor(ms / unitMs));
}

interface SpendRecord extends SpendLabels, SpendFigures {
	slice: number;
	latestStartMs: number;
}

function namesOrigin({ workflowId, nodeName }: SpendFilter): boolean {
	return workflowId !== undefined || nodeName !== undefined;
}

function toParameters({ fromMs, toMs, group, workflowId, executionId }: PeriodFilter): unknown[] {
	return [
		fromMs === undefined ? '-infinity' : timeOf(Math.ceil(fromMs)),
		toMs === undefined ? 'infinity' : timeOf(Math.ceil(toMs)),
		group ?? null,
		workflowId ?? null,
		executionId ?? null,
	];
}

function deletedIn(rows: object[]): number {
	return Number(numbersIn(rows[0] ?? {}).deleted);
}

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_SCHEMA = '3F000';

/** Our tables were there and are not any more, or are others. */
function isGone(error: unknown): boolean {
	if (error instanceof SchemaReplaced) return true;
	const cause = error instanceof UsageLogError ? error.cause : error;
	const code = errorField(cause, 'code');
	return cause instanceof SchemaReplaced || code === UNDEFINED_TABLE || code === UNDEFINED_SCHEMA;
}

/** Deadlock, or a transaction that others overtook. */
function mayPass(error: unknown): boolean {
	const code = errorField(errorField(error, 'cause'), 'code');
	return code === '40P01' || code === '40001';
}
