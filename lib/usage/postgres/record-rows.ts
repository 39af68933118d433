import type { PoolClient } from 'pg';
import type { UsageRow } from '../../types/usage-row';
import { systemClock } from '../../clock';
import { rowToWrite } from '../bounded-row';
import { refuseLateRows } from '../row-age';
import { timeOf, toCallRecord, toJson } from './call-records';
import { inTransaction, type PostgresPool } from './create-pool';
import { Dictionaries } from './dictionaries';
import { toSpendRecords } from './spend-records';
import { SummedValues } from './summed-values';

/** The schema was dropped and made anew behind our back: the ids that were remembered mean nothing there. */
export class SchemaReplaced extends Error {}

/** What a connection has told us. */
interface Known {
	dictionaries: Dictionaries;
	summed: SummedValues;
	/** Which table the ids belong to. */
	tableOid?: number;
}

/** Writes rows and what they add to the sums. */
export class RowRecorder {
	/** By connection: a server that comes back from a crash, or another that takes its place, may have lost ids that it told before. */
	private known = new WeakMap<PoolClient, Known>();

	constructor(
		private readonly pool: PostgresPool,
		private readonly statement: (name: string) => string,
		private readonly schema: string,
	) {}

	/** All or none, in one transaction; calls that are there already, or were deleted, change nothing, their sums neither. */
	async record(unbounded: readonly UsageRow[]): Promise<void> {
		const rows = unbounded.map(rowToWrite);
		refuseLateRows(rows, systemClock.wallMs());
		await this.pool.use(async (client) => {
			const known = this.known.get(client) ?? this.newlyKnown();
			this.known.set(client, known);
			await known.summed.learn(client, rows);
			await known.dictionaries.learn(client, rows, known.summed.toSummed);
			await inTransaction(client, async () => await this.write(client, rows, known));
		});
	}

	forget(): void {
		this.known = new WeakMap();
	}

	private newlyKnown(): Known {
		return {
			dictionaries: new Dictionaries(this.statement),
			summed: new SummedValues(this.statement('admit-summed-values'), this.schema),
		};
	}

	private async write(client: PoolClient, rows: readonly UsageRow[], known: Known): Promise<void> {
		const { dictionaries, summed } = known;
		const added = await this.insert(
			client,
			rows.map((row) => toCallRecord(row, dictionaries.idsOf(row))),
			known,
		);
		const fresh = firstOfEach(rows, added);
		if (fresh.length === 0) return;
		const texts = fresh.flatMap(toTextRecords);
		if (texts.length > 0) await client.query(this.statement('insert-texts'), [toJson(texts)]);
		const { full, byPlace } = toSpendRecords(fresh, dictionaries, summed.toSummed);
		await client.query(this.statement('add-to-spend-by-place'), [toJson(byPlace)]);
		await client.query(this.statement('add-to-spend'), [toJson(full)]);
	}

	/** Ids of the calls that were not there yet. */
	private async insert(client: PoolClient, calls: readonly object[], known: Known): Promise<Set<string>> {
		const { rows } = await client.query<{ callId: string; tableOid: number }>(this.statement('insert-calls'), [
			toJson(calls),
		]);
		const [first] = rows;
		if (first !== undefined) {
			if (known.tableOid !== undefined && known.tableOid !== first.tableOid) throw new SchemaReplaced();
			known.tableOid = first.tableOid;
		}
		return new Set(rows.map(({ callId }) => callId));
	}
}

/** The rows that were taken: of two with one id the first. */
function firstOfEach(rows: readonly UsageRow[], added: Set<string>): UsageRow[] {
	return rows.filter(({ callId }) => added.delete(callId.toLowerCase()));
}

function toTextRecords({ callId, texts }: UsageRow): object[] {
	if (texts === undefined) return [];
	return [{ call_id: callId, keep_until: timeOf(texts.keepUntilMs), prompt: texts.prompt, answer: texts.answer }];
}
