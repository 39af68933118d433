import type { PoolClient } from 'pg';
import type { UsageRow } from '../../types/usage-row';
import { spendPartsOf } from '../spend-parts';
import {
	originOf,
	placeOf,
	tagSetOf,
	timeOf,
	toCallRecord,
	toJson,
	unitPriceOf,
	type Origin,
	type Place,
	type Route,
	type TagSet,
	type UnitPrice,
} from './call-records';
import type { PostgresPool } from './create-pool';
import { Dictionary } from './dictionary';
import { toSpendRecords } from './spend-records';

/** The schema was dropped and made anew behind our back: the ids that were remembered mean nothing there. */
export class SchemaReplaced extends Error {}

/** Writes rows and what they add to the sums. */
export class RowRecorder {
	private readonly places: Dictionary<Place>;
	private readonly routes: Dictionary<Route>;
	private readonly origins: Dictionary<Origin>;
	private readonly tagSets: Dictionary<TagSet>;
	private readonly unitPrices: Dictionary<UnitPrice>;
	/** Which table the remembered ids belong to. */
	private tableOid: number | undefined;

	constructor(
		private readonly pool: PostgresPool,
		private readonly statement: (name: string) => string,
	) {
		this.places = new Dictionary(statement('get-places'));
		this.routes = new Dictionary(statement('get-routes'));
		this.origins = new Dictionary(statement('get-origins'));
		this.tagSets = new Dictionary(statement('get-tag-sets'));
		this.unitPrices = new Dictionary(statement('get-unit-prices'));
	}

	/** All or none, in one transaction; calls that are there already change nothing, their sums neither. */
	async record(rows: readonly UsageRow[]): Promise<void> {
		await this.pool.use(async (client) => await this.learn(client, rows));
		const calls = rows.map((row) => toCallRecord(row, this.idsOf(row)));
		await this.pool.transaction(async (client) => {
			const added = await this.insert(client, calls);
			const fresh = firstOfEach(rows, added);
			if (fresh.length === 0) return;
			const texts = fresh.flatMap(toTextRecords);
			if (texts.length > 0) await client.query(this.statement('insert-texts'), [toJson(texts)]);
			const { full, byPlace, hourlyByPlace } = toSpendRecords(fresh, {
				placeIdOf: (place) => this.places.idOf(place),
				originIdOf: (row) => this.origins.idOf(originOf(row)),
				tagSetIdOf: (row) => this.tagSets.idOf(tagSetOf(row)),
			});
			await client.query(this.statement('add-to-spend-by-place'), [toJson(byPlace)]);
			await client.query(this.statement('add-to-hourly-spend-by-place'), [toJson(hourlyByPlace)]);
			await client.query(this.statement('add-to-spend'), [toJson(full)]);
		});
	}

	forget(): void {
		for (const dictionary of [this.places, this.routes, this.origins, this.tagSets, this.unitPrices]) dictionary.forget();
		this.tableOid = undefined;
	}

	private async learn(client: PoolClient, rows: readonly UsageRow[]): Promise<void> {
		await this.places.learn(client, rows.flatMap((row) => [rowPlace(row), ...spendPartsOf(row).map(({ labels }) => placeOf(labels))]));
		await this.routes.learn(client, rows.map((row) => this.routeOf(row)));
		await this.origins.learn(client, rows.map(originOf));
		await this.tagSets.learn(client, rows.map(tagSetOf));
		await this.unitPrices.learn(client, rows.map(unitPriceOf).filter((prices) => prices !== undefined));
	}

	/** Ids of the calls that were not there yet. */
	private async insert(client: PoolClient, calls: readonly object[]): Promise<Set<string>> {
		const { rows } = await client.query<{ callId: string; tableOid: number }>(this.statement('insert-calls'), [toJson(calls)]);
		const [first] = rows;
		if (first !== undefined) {
			if (this.tableOid !== undefined && this.tableOid !== first.tableOid) throw new SchemaReplaced();
			this.tableOid = first.tableOid;
		}
		return new Set(rows.map(({ callId }) => callId));
	}

	private idsOf(row: UsageRow) {
		const prices = unitPriceOf(row);
		return {
			routeId: this.routes.idOf(this.routeOf(row)),
			originId: this.origins.idOf(originOf(row)),
			tagSetId: this.tagSets.idOf(tagSetOf(row)),
			unitPriceId: prices && this.unitPrices.idOf(prices),
		};
	}

	private routeOf(row: UsageRow): Route {
		const { deploymentId, servedModel } = row;
		return {
			place_id: this.places.idOf(rowPlace(row)),
			...(deploymentId === undefined ? {} : { deployment_id: deploymentId }),
			...(servedModel === undefined ? {} : { served_model: servedModel }),
		};
	}
}

function rowPlace({ group, deployment, provider, requestedModel: model }: UsageRow): Place {
	return placeOf({ group, deployment, provider, model });
}

/** The rows that were taken: of two with one id the first. */
function firstOfEach(rows: readonly UsageRow[], added: Set<string>): UsageRow[] {
	return rows.filter(({ callId }) => added.delete(callId.toLowerCase()));
}

function toTextRecords({ callId, texts }: UsageRow): object[] {
	if (texts === undefined) return [];
	return [{ call_id: callId, keep_until: timeOf(texts.keepUntilMs), prompt: texts.prompt, answer: texts.answer }];
}
