import type { IExecuteFunctions } from 'n8n-workflow';
import type { BudgetRequest, SpendFilter } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { namesOf, numberOf, textOf } from '../../shared/parameter-values';
import { readFilter } from './read-filter';
import { optionsOf, parameterOf, timeZoneOf } from './report-run';

export interface NamedBudget extends Omit<BudgetRequest, 'nowMs'> {
	name: string;
}

const UNITS = ['day', 'week', 'month'] as const;

/** Limit and thresholds go through unchecked: the library refuses them by name. */
export function readBudget(context: IExecuteFunctions): NamedBudget {
	const name = textOf(parameterOf(context, 'budgetName'));
	if (name === '') throw new InputFault('Budget Name is empty: give the budget a name, such as All models');
	const limitUsd = Number(numberOf(parameterOf(context, 'limitUsd', 0)) ?? 0);
	const unit = UNITS.find((known) => known === textOf(parameterOf(context, 'budgetPeriod', 'month')));
	if (unit === undefined) throw new InputFault('Budget Period must be day, week or month');
	const scope = readFilter(parameterOf(context, 'filters', {}), 'Scope');
	const timeZone = timeZoneOf(context);
	return {
		name,
		budgetId: JSON.stringify([name, limitUsd, unit, inOrder(scope), timeZone]),
		limitUsd,
		unit,
		scope,
		timeZone,
		thresholdsPercent: namesOf(parameterOf(context, 'thresholds')).map((text) => Number(text.replace(/\s*%$/, ''))),
		runawayFactor: readRunawayFactor(optionsOf(context).runawayFactor),
	};
}

/** The same scope is the same budget, in whichever order its tags stand. */
function inOrder({ tags = {}, ...filter }: SpendFilter = {}): unknown {
	return [filter, Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))];
}

function readRunawayFactor(value: unknown): number | undefined {
	const factor = numberOf(value);
	if (factor === undefined || (Number.isFinite(factor) && factor >= 0)) return factor;
	throw new InputFault('Runaway Factor must be a number of at least 0');
}
