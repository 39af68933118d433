/** Shares of the limit at which is alerted unless told otherwise, in percent. */
export const DEFAULT_THRESHOLDS_PERCENT: readonly number[] = [50, 80, 100];
export const MAX_THRESHOLDS = 10;
export const MAX_THRESHOLD_PERCENT = 1_000;

/** How many times what is usual an hour must cost to be a runaway, unless told otherwise. */
export const DEFAULT_RUNAWAY_FACTOR = 5;
/** An hour that costs less than this share of the limit worries nobody. */
const RUNAWAY_FLOOR_SHARE = 0.02;
/** A job that runs once a day or a week makes an hour that is dear, and usual: the hour must be dearer than the dearest so far. */
const ABOVE_BUSIEST = 2;
/** From fewer hours it cannot be told what is usual. */
const USUAL_FROM_HOURS = 24;

/** What is wrong with a budget's settings, as a sentence without full stop that names the field; undefined: nothing. */
export function budgetFault(limitUsd: number, thresholdsPercent: readonly number[]): string | undefined {
	if (!(limitUsd > 0) || !Number.isFinite(limitUsd)) return 'Limit (USD) must be a number above 0';
	if (thresholdsPercent.length === 0) return 'Thresholds (%) is empty: give at least one, such as 50, 80, 100';
	if (thresholdsPercent.length > MAX_THRESHOLDS) return `Thresholds (%) may be ${MAX_THRESHOLDS} at most`;
	if (thresholdsPercent.some((percent) => !(percent > 0 && percent <= MAX_THRESHOLD_PERCENT)))
		return `Thresholds (%) must be numbers above 0 and at most ${MAX_THRESHOLD_PERCENT}, such as 50, 80, 100`;
	return undefined;
}

export interface BudgetVerdict {
	/** `over`: the limit is reached. */
	status: 'within' | 'over';
	usedPercent: number;
	/** Not below 0. */
	remainingUsd: number;
	/** Thresholds that are reached, ascending, each once. */
	crossedPercent: number[];
}

/** A millionth of a cent: sums of many amounts miss a limit that they reach by less. */
const ROUNDING_USD = 1e-8;

export function judgeBudget(limitUsd: number, spentUsd: number, thresholdsPercent: readonly number[]): BudgetVerdict {
	const reaches = (usd: number): boolean => spentUsd + ROUNDING_USD >= usd;
	return {
		status: reaches(limitUsd) ? 'over' : 'within',
		usedPercent: (spentUsd / limitUsd) * 100,
		remainingUsd: Math.max(0, limitUsd - spentUsd),
		crossedPercent: [...new Set(thresholdsPercent)].sort((a, b) => a - b).filter((percent) => reaches((limitUsd * percent) / 100)),
	};
}

/** Spend in the hours before a check, oldest first; its last is the running one. */
export interface HourlySpend {
	costsUsd: readonly number[];
}

/**
 * What will be spent by the end of the period: what is spent, and for the rest of the time what the hours since the first
 * call, of the last eight days at most, cost on average. From recent days rather than from the period's own, so that a month's
 * forecast is worth something on its first day, too. Undefined when there was no call.
 */
export function forecastUsd(spentUsd: number, { costsUsd }: HourlySpend, remainingMs: number): number | undefined {
	const hours = sinceFirst(costsUsd);
	if (hours.length === 0) return spentUsd > 0 ? spentUsd : undefined;
	const perHour = sum(hours) / hours.length;
	return spentUsd + (perHour * Math.max(0, remainingMs)) / 3_600_000;
}

export interface LastHour {
	spentUsd: number;
	/** The mean of the hours before. */
	usualUsd: number;
	runaway: boolean;
}

/**
 * Whether money goes much faster than it usually does: the last hour cost more than `factor` times the mean of the hours before it, more than
 * twice the dearest of them, and at least 2 % of the limit. Undefined with less than 24 hours since the first call.
 */
export function judgeLastHour(limitUsd: number, { costsUsd }: HourlySpend, factor = DEFAULT_RUNAWAY_FACTOR): LastHour | undefined {
	const spentUsd = costsUsd.at(-1) ?? 0;
	const before = sinceFirst(costsUsd.slice(0, -1));
	if (before.length < USUAL_FROM_HOURS) return undefined;
	const usualUsd = sum(before) / before.length;
	const runaway = spentUsd >= limitUsd * RUNAWAY_FLOOR_SHARE && spentUsd > factor * usualUsd && spentUsd > ABOVE_BUSIEST * Math.max(...before);
	return { spentUsd, usualUsd, runaway };
}

function sinceFirst(costsUsd: readonly number[]): readonly number[] {
	const first = costsUsd.findIndex((costUsd) => costUsd > 0);
	return first === -1 ? [] : costsUsd.slice(first);
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
