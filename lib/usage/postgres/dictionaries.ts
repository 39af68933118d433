import type { PoolClient } from 'pg';
import type { SpendLabels } from '../../types/spend';
import type { UsageRow } from '../../types/usage-row';
import { spendPartsOf } from '../spend-parts';
import {
	originOf,
	placeOf,
	tagSetOf,
	unitPriceOf,
	type Ids,
	type Origin,
	type Place,
	type Route,
	type TagSet,
	type UnitPrice,
} from './call-records';
import { Dictionary } from './dictionary';
import type { SpendIds } from './spend-records';

/** The labels under which a row's part is summed. */
export type ToSummedLabels = (labels: SpendLabels, startedAtMs: number) => SpendLabels;

/** The ids of all that repeats in rows, as one connection told them. */
export class Dictionaries implements SpendIds {
	private readonly places: Dictionary<Place>;
	private readonly routes: Dictionary<Route>;
	private readonly origins: Dictionary<Origin>;
	private readonly tagSets: Dictionary<TagSet>;
	private readonly unitPrices: Dictionary<UnitPrice>;

	constructor(statement: (name: string) => string) {
		this.places = new Dictionary(statement('get-places'));
		this.routes = new Dictionary(statement('get-routes'));
		this.origins = new Dictionary(statement('get-origins'));
		this.tagSets = new Dictionary(statement('get-tag-sets'));
		this.unitPrices = new Dictionary(statement('get-unit-prices'));
	}

	/** Sees to it that the ids of all that these rows name, and are summed under, are known. */
	async learn(client: PoolClient, rows: readonly UsageRow[], toSummed: ToSummedLabels): Promise<void> {
		const summed = rows.flatMap((row) => spendPartsOf(row).map(({ labels }) => toSummed(labels, row.startedAtMs)));
		await this.places.learn(client, [...rows.map(rowPlace), ...summed.map(placeOf)]);
		await this.routes.learn(
			client,
			rows.map((row) => this.routeOf(row)),
		);
		await this.origins.learn(client, rows.map(originOf));
		await this.tagSets.learn(client, [...rows, ...summed].map(tagSetOf));
		await this.unitPrices.learn(
			client,
			rows.map(unitPriceOf).filter((prices) => prices !== undefined),
		);
	}

	idsOf(row: UsageRow): Ids {
		const prices = unitPriceOf(row);
		return {
			routeId: this.routes.idOf(this.routeOf(row)),
			originId: this.originIdOf(row),
			tagSetId: this.tagSetIdOf(row),
			unitPriceId: prices && this.unitPrices.idOf(prices),
		};
	}

	placeIdOf(place: Place): number {
		return this.places.idOf(place);
	}

	originIdOf(row: UsageRow): number {
		return this.origins.idOf(originOf(row));
	}

	tagSetIdOf(row: Pick<UsageRow, 'tags'>): number {
		return this.tagSets.idOf(tagSetOf(row));
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
