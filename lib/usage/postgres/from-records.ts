import type { UsageRow } from '../../types/usage-row';

/** Numbers that the driver hands on as text, since a double may not hold them: int8 and numeric. Ours fit. */
const TEXT_NUMBERS = new Set([
	'startedAtMs',
	'keepUntilMs',
	'latestStartMs',
	'costUsd',
	'inputPerMillion',
	'outputPerMillion',
	'cachedInputPerMillion',
	'cacheWritePerMillion',
	'calls',
	'failedCalls',
	'cancelledCalls',
	'unpricedCalls',
	'estimatedCalls',
	'attempts',
	'deleted',
	'inputTokens',
	'cachedTokens',
	'cacheWriteTokens',
	'outputTokens',
	'reasoningTokens',
]);

/** A record with numbers as numbers, and without what is NULL: unknown is an absent field. */
export function numbersIn(record: object): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(record)
			.filter(([, value]) => value !== null && value !== undefined)
			.map(([field, value]) => [field, typeof value === 'string' && TEXT_NUMBERS.has(field) ? Number(value) : value]),
	);
}

/** What `select-calls.sql` gives, as the usage row it was. */
export function fromCallRecord(record: object): UsageRow {
	const { inputPerMillion, outputPerMillion, cachedInputPerMillion, cacheWritePerMillion, priceSource, ...rest } =
		numbersIn(record);
	const { tags, prompt, answer, keepUntilMs, ...fields } = rest;
	const unitPrices = {
		inputPerMillion,
		outputPerMillion,
		cachedInputPerMillion,
		cacheWritePerMillion,
		source: priceSource,
	};
	// The columns carry the fields' names and, by the table's constraints, their types.
	return {
		...fields,
		...(priceSource === undefined ? {} : { unitPrices: known(unitPrices) }),
		...(Object.keys(tags ?? {}).length === 0 ? {} : { tags }),
		...(prompt === undefined ? {} : { texts: known({ prompt, answer, keepUntilMs }) }),
	} as UsageRow;
}

function known(fields: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
