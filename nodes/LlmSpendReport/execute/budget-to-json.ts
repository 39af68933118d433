import type { IDataObject } from 'n8n-workflow';
import type { BudgetCheck, BudgetFacts } from '../../../lib';
import type { NamedBudget } from './read-budget';
import { periodToJson } from './summary-to-json';

/** What alerts tell. */
export function factsOf({ name, limitUsd }: NamedBudget, check: BudgetCheck): BudgetFacts {
	const { spentUsd, period, forecastUsd, lastHour, unpricedCalls } = check;
	return { name, limitUsd, spentUsd, periodLabel: period.label, forecastUsd, lastHour, unpricedCalls };
}

/** How a budget stands, but for its alerts. What is unknown is null, so that the fields are always the same. */
export function budgetToJson({ name, timeZone }: NamedBudget, check: BudgetCheck): IDataObject {
	return {
		budget: name,
		status: check.status,
		spentUsd: check.spentUsd,
		limitUsd: check.limitUsd,
		usedPercent: check.usedPercent,
		remainingUsd: check.remainingUsd,
		forecastUsd: check.forecastUsd ?? null,
		crossed: check.crossedPercent,
		runaway: check.runaway,
		lastHour: check.lastHour === undefined ? null : { ...check.lastHour },
		unpricedCalls: check.unpricedCalls,
		period: periodToJson(check.period, timeZone),
	};
}
