import type { IDataObject } from 'n8n-workflow';
import type { BudgetCheck, BudgetFacts } from '../../../lib';
import { roundPercent, roundUsd } from '../../shared/round-usd';
import type { NamedBudget } from './read-budget';
import { periodToJson } from './summary-to-json';

/** What alerts tell. */
export function factsOf({ name, limitUsd }: NamedBudget, check: BudgetCheck): BudgetFacts {
	const { spentUsd, period, forecastUsd, lastHour, unpricedCalls } = check;
	return { name, limitUsd, spentUsd, periodLabel: period.label, forecastUsd, lastHour, unpricedCalls };
}

/** How a budget stands, but for its alerts. What is unknown is null, so that the fields are always the same. */
export function budgetToJson({ name, timeZone }: NamedBudget, check: BudgetCheck): IDataObject {
	const { status, limitUsd, forecastUsd, lastHour, runaway, unpricedCalls, period } = check;
	return {
		budget: name,
		status,
		spentUsd: roundUsd(check.spentUsd),
		limitUsd,
		usedPercent: roundPercent(check.usedPercent),
		remainingUsd: roundUsd(check.remainingUsd),
		forecastUsd: forecastUsd === undefined ? null : roundUsd(forecastUsd),
		crossed: check.crossedPercent,
		runaway,
		lastHour:
			lastHour === undefined ? null : { spentUsd: roundUsd(lastHour.spentUsd), usualUsd: roundUsd(lastHour.usualUsd) },
		unpricedCalls,
		period: periodToJson(period, timeZone),
	};
}
