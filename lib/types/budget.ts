/** The share of the limit that an alert is for, or money going much faster than it usually does. */
export type BudgetEvent = { kind: 'threshold'; percent: number } | { kind: 'runaway' };

/** What a budget check found, as alerts tell it. USD throughout. */
export interface BudgetFacts {
	/** As the user called it. */
	name: string;
	/** More than 0. */
	limitUsd: number;
	spentUsd: number;
	/** As people read it, in the chosen time zone: `November 2026`, `23 to 29 November 2026`. */
	periodLabel: string;
	/** What will be spent by the period's end; undefined while that cannot be told. */
	forecastUsd?: number;
	/** Undefined when it cannot be told what is usual. */
	lastHour?: LastHourFacts;
	/** Calls of the period whose price is unknown; they are not in `spentUsd`. */
	unpricedCalls: number;
}

export interface LastHourFacts {
	/** In the 60 minutes before the check. */
	spentUsd: number;
	/** What an hour usually costs. */
	usualUsd: number;
}
