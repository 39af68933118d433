import type { PoolClient } from 'pg';
import { contentKey } from '../content-key';
import { toJson } from './call-records';
import { inTransaction } from './create-pool';

/** Entries whose ids are remembered; beyond, all are forgotten and looked up anew. */
const MAX_KNOWN = 10_000;

type Entry = Readonly<Record<string, unknown>>;

/**
 * A table of what repeats: each entry stands once, under a key made of its content, and rows name its id. Ids are remembered, so that
 * most batches ask for none.
 */
export class Dictionary<T extends Entry> {
	private readonly known = new Map<string, number>();

	/** @param getIds gives `key` and `id` of the entries in $1, a JSON list with `key` and their fields; makes those that are missing */
	constructor(private readonly getIds: string) {}

	/** Sees to it that `idOf` knows all these. In transactions of its own: an entry that no row came to use does no harm. */
	async learn(client: PoolClient, entries: readonly T[]): Promise<void> {
		if (this.known.size > MAX_KNOWN) this.known.clear();
		const missing = new Map(
			entries.map((entry) => [keyOf(entry), entry] as const).filter(([key]) => !this.known.has(key)),
		);
		// Another process may make one at the same time, and the statement then not yet see it.
		for (let tries = 0; missing.size > 0 && tries < 10; tries++) {
			const given = [...missing].map(([key, entry]) => ({ key, ...entry }));
			const { rows } = await inTransaction(
				client,
				async () => await client.query<{ key: string; id: number }>(this.getIds, [toJson(given)]),
			);
			for (const { key, id } of rows) {
				this.known.set(key, id);
				missing.delete(key);
			}
		}
	}

	/** @throws Error for an entry that was not learnt */
	idOf(entry: T): number {
		const id = this.known.get(keyOf(entry));
		if (id === undefined) throw new Error('An entry of the usage log has no id');
		return id;
	}
}

/** As the table keeps it. */
function keyOf(entry: Entry): string {
	return contentKey(JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))));
}
