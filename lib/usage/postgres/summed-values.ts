import type { PoolClient } from 'pg';
import type { SpendLabels } from '../../types/spend';
import type { UsageRow } from '../../types/usage-row';
import { contentKey } from '../content-key';
import { spendPartsOf } from '../spend-parts';
import { dayOf, summedLabels, type SummedValue } from '../summed-labels';
import { toJson } from './call-records';
import { inTransaction } from './create-pool';

/** Values that are remembered; beyond, all are forgotten and looked up anew. */
const MAX_KNOWN = 50_000;

/** Until the end of the transaction. */
const LOCK = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';

/** Names, values, combinations: each is asked for when the ones before it are known. */
const MAX_ROUNDS = 5;

/**
 * Which values get sums of their own, as the table `summed_values` says. All processes that write to it ask in turn, so that a
 * day's bounds hold exactly, however many they are. Answers are remembered, since they never change. One connection's, as
 * dictionaries are.
 */
export class SummedValues {
	private readonly known = new Map<string, boolean>();

	/** @param schema whose processes ask in turn */
	constructor(
		private readonly admitSummedValues: string,
		private readonly schema: string,
	) {}

	/** Sees to it that `toSummed` knows all that these rows are summed under. In transactions of its own. */
	async learn(client: PoolClient, rows: readonly UsageRow[]): Promise<void> {
		if (this.known.size > MAX_KNOWN) this.known.clear();
		for (let round = 0; round < MAX_ROUNDS; round++) {
			const unknown = this.unknownOf(rows);
			if (unknown.size === 0) return;
			for (const [text, isSummed] of await this.ask(client, unknown)) this.known.set(text, isSummed);
		}
	}

	/** The labels under which a part of a row is summed. */
	toSummed = (labels: SpendLabels, startedAtMs: number): SpendLabels =>
		summedLabels(labels, dayOf(startedAtMs), (value) => this.known.get(textOf(value)) ?? false);

	private unknownOf(rows: readonly UsageRow[]): Map<string, SummedValue> {
		const unknown = new Map<string, SummedValue>();
		const isSummed = (value: SummedValue): boolean => {
			const text = textOf(value);
			const answer = this.known.get(text);
			if (answer === undefined) unknown.set(text, value);
			// A value that is not known yet will mostly get its sums: what depends on it is asked for along with it.
			return answer ?? true;
		};
		for (const row of rows)
			for (const { labels } of spendPartsOf(row)) summedLabels(labels, dayOf(row.startedAtMs), isSummed);
		return unknown;
	}

	private async ask(client: PoolClient, values: Map<string, SummedValue>): Promise<Map<string, boolean>> {
		const given = [...values].map(([text, { day, kind, max }], n) => ({
			n,
			day,
			kind: contentKey(kind),
			key: contentKey(text),
			max,
		}));
		const { rows } = await inTransaction(client, async () => {
			await client.query(LOCK, [`n8n-nodes-routed-llm summed values of ${this.schema}`]);
			return await client.query<{ n: number }>(this.admitSummedValues, [toJson(given)]);
		});
		const admitted = new Set(rows.map(({ n }) => n));
		return new Map([...values.keys()].map((text, n) => [text, admitted.has(n)]));
	}
}

const textOf = ({ day, kind, value }: SummedValue): string => JSON.stringify([day, kind, value]);
