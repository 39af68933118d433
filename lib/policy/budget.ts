/** Shares of the limit at which is alerted unless told otherwise, in percent. */
export const DEFAULT_THRESHOLDS_PERCENT: readonly number[] = [50, 80, 100];
export const MAX_THRESHOLDS = 10;
export const MAX_THRESHOLD_PERCENT = 1_000;

/** How many times what is usual an hour must cost to be a runaway, unless told otherwise. */
export const DEFAULT_RUNAWAY_FACTOR = 5;
/** An hour that costs less than this share of the limit worries nobody. */
const RUNAWAY_FLOOR_SHARE = 0.02;
const HOURS_A_DAY = 24;
/** A week has each of its days once. */
const USUAL_DAYS = 7;
/** How far back forecasts and the usual hour look: a week before the last hour. */
export const LOOK_BACK_HOURS = (USUAL_DAYS + 1) * HOURS_A_DAY;

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

/** Sums of many amounts miss a limit that they reach by less than this share of it. */
const ROUNDING_SHARE = 1e-9;

export function judgeBudget(limitUsd: number, spentUsd: number, thresholdsPercent: readonly number[]): BudgetVerdict {
	const reaches = (usd: number): boolean => spentUsd >= usd * (1 - ROUNDING_SHARE);
	return {
		status: reaches(limitUsd) ? 'over' : 'within',
		usedPercent: (spentUsd / limitUsd) * 100,
		remainingUsd: Math.max(0, limitUsd - spentUsd),
		crossedPercent: [...new Set(thresholdsPercent)]
			.sort((a, b) => a - b)
			.filter((percent) => reaches((limitUsd * percent) / 100)),
	};
}

/** Spend in the hours up to a check, oldest first, `LOOK_BACK_HOURS` at most; the last is the running one. */
export interface HourlySpend {
	costsUsd: readonly number[];
}

/**
 * What will be spent by the end of the period: what is spent, and for each hour that is left what the same hour of the day cost on
 * average in the last seven days, or in as many as there are since the first call. From recent days rather than from the period's
 * own, so that a month's forecast is worth something on its first day; by the hour of the day, so that a day's is in the evening.
 * Undefined until a day has gone by since the first call.
 */
export function forecastUsd(spentUsd: number, { costsUsd }: HourlySpend, remainingMs: number): number | undefined {
	const hours = sinceFirst(costsUsd);
	if (hours.length === 0) return spentUsd > 0 ? spentUsd : undefined;
	const days = Math.min(USUAL_DAYS, Math.floor(hours.length / HOURS_A_DAY));
	if (days === 0) return undefined;
	const recent = hours.slice(-days * HOURS_A_DAY);
	const usualUsd = Array.from({ length: HOURS_A_DAY }, (_, hour) =>
		mean(recent.filter((_cost, index) => index % HOURS_A_DAY === hour)),
	);
	const remainingHours = Math.max(0, remainingMs) / 3_600_000;
	const wholeDays = Math.floor(remainingHours / HOURS_A_DAY);
	const restHours = remainingHours - wholeDays * HOURS_A_DAY;
	const restUsd = usualUsd.map((costUsd, hour) => costUsd * Math.min(1, Math.max(0, restHours - hour)));
	return spentUsd + wholeDays * sum(usualUsd) + sum(restUsd);
}

export interface LastHour {
	spentUsd: number;
	/** What such an hour usually costs. */
	usualUsd: number;
	runaway: boolean;
}

/**
 * Whether money goes much faster than it usually does: the last hour cost more than `factor` times what is usual, and at least 2 % of
 * the limit. Usual is the most of: the mean of the seven days before, since most hours are alike; the mean of this hour of their days,
 * for a job that runs every day; this hour a week ago, for one that runs every week. The hours beside count as the same, since clocks are
 * set and jobs run late. None of it rises fast while money runs away, so that an alert that could not be sent is due an hour later, too.
 * Undefined with less than 24 hours since the first call.
 */
export function judgeLastHour(
	limitUsd: number,
	{ costsUsd }: HourlySpend,
	factor = DEFAULT_RUNAWAY_FACTOR,
): LastHour | undefined {
	const spentUsd = costsUsd.at(-1) ?? 0;
	const before = sinceFirst(costsUsd.slice(0, -1));
	if (before.length < HOURS_A_DAY) return undefined;
	const sameHours = sameHoursBefore(before);
	const usualUsd = Math.max(
		mean(before.slice(-USUAL_DAYS * HOURS_A_DAY)),
		mean(sameHours),
		sameHours[USUAL_DAYS - 1] ?? 0,
	);
	return { spentUsd, usualUsd, runaway: spentUsd >= limitUsd * RUNAWAY_FLOOR_SHARE && spentUsd > factor * usualUsd };
}

/** What the hour after `before` cost a day ago, two days ago and so on: the dearest of that hour and the two beside it. */
function sameHoursBefore(before: readonly number[]): number[] {
	const days = Math.min(USUAL_DAYS, Math.floor(before.length / HOURS_A_DAY));
	return Array.from({ length: days }, (_, day) => {
		const hour = before.length - (day + 1) * HOURS_A_DAY;
		return Math.max(...before.slice(Math.max(0, hour - 1), hour + 2));
	});
}

function sinceFirst(costsUsd: readonly number[]): readonly number[] {
	const first = costsUsd.findIndex((costUsd) => costUsd > 0);
	return first === -1 ? [] : costsUsd.slice(first);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const mean = (values: readonly number[]): number => sum(values) / values.length;
