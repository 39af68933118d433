import { createHash } from 'node:crypto';
import { budgetFault, DEFAULT_RUNAWAY_FACTOR, DEFAULT_THRESHOLDS_PERCENT, forecastUsd, judgeBudget, judgeLastHour } from '../../policy/budget';
import type { BudgetEvent, LastHourFacts } from '../../types/budget';
import type { SpendFilter } from '../../types/spend';
import type { UsageLog } from '../usage-log';
import { endOfQuarterHour, resolveBudgetPeriod, type TimeSpan } from './periods';
import { ReportError } from './report-error';

export interface BudgetRequest {
	/** Tells this budget apart from all others; alerts are sent once for each. Whatever makes another budget of it belongs in it, such as its limit. */
	budgetId: string;
	/** More than 0. */
	limitUsd: number;
	/** Of the time zone; weeks begin on Monday. */
	unit: 'day' | 'week' | 'month';
	/** Which calls count; absent: all. */
	scope?: SpendFilter;
	timeZone: string;
	/** Default 50, 80, 100. */
	thresholdsPercent?: readonly number[];
	/** Default 5; see `judgeLastHour`. 0: runaways are not looked for. */
	runawayFactor?: number;
	nowMs: number;
}

export interface BudgetCheck {
	/** All of the day, week or month. */
	period: TimeSpan & { label: string };
	limitUsd: number;
	spentUsd: number;
	usedPercent: number;
	remainingUsd: number;
	/** `over`: the limit is reached. */
	status: 'within' | 'over';
	crossedPercent: number[];
	/** By the end of the period; undefined when there was no call in the last eight days. */
	forecastUsd?: number;
	/** Undefined when it cannot be told what is usual, or nobody wants to know. */
	lastHour?: LastHourFacts;
	runaway: boolean;
	unpricedCalls: number;
	/** To be sent by whoever gets them from the ledger first: each threshold once a period, a runaway once a day. */
	alerts: DueAlert[];
}

export interface DueAlert {
	event: BudgetEvent;
	/** For the alert ledger. */
	key: string;
	keepUntilMs: number;
}

const HOUR_MS = 3_600_000;
const LOOK_BACK_HOURS = 8 * 24;
/** The ledger keeps an alert this much longer than its period. */
const KEEP_MS = 40 * 86_400_000;

/**
 * How a budget stands. The last hour is the running quarter hour and the three before it.
 * @throws ReportError
 */
export async function checkBudget(log: UsageLog, request: BudgetRequest): Promise<BudgetCheck> {
	const { limitUsd, unit, scope, timeZone, nowMs, thresholdsPercent = DEFAULT_THRESHOLDS_PERCENT, runawayFactor = DEFAULT_RUNAWAY_FACTOR } = request;
	const fault = budgetFault(limitUsd, thresholdsPercent);
	if (fault !== undefined) throw new ReportError(fault);
	const period = await resolveBudgetPeriod(unit, { nowMs, timeZone });
	const endMs = Math.min(period.toMs, endOfQuarterHour(nowMs));
	const spent = (await log.spend({ boundariesMs: [period.fromMs, endMs], groupBy: [], filter: scope })).rows[0];
	const hourly = { costsUsd: await hourlyCosts(log, endMs, scope) };
	const spentUsd = spent?.costUsd ?? 0;
	const verdict = judgeBudget(limitUsd, spentUsd, thresholdsPercent);
	const last = runawayFactor > 0 ? judgeLastHour(limitUsd, hourly, runawayFactor) : undefined;
	const runaway = last?.runaway ?? false;
	return {
		period,
		limitUsd,
		spentUsd,
		...verdict,
		forecastUsd: forecastUsd(spentUsd, hourly, period.toMs - nowMs),
		lastHour: last && { spentUsd: last.spentUsd, usualUsd: last.usualUsd },
		runaway,
		unpricedCalls: spent?.unpricedCalls ?? 0,
		alerts: await dueAlerts(request, period, verdict.crossedPercent, runaway),
	};
}

async function hourlyCosts(log: UsageLog, endMs: number, filter: SpendFilter | undefined): Promise<number[]> {
	const boundariesMs = Array.from({ length: LOOK_BACK_HOURS + 1 }, (_, hour) => endMs - (LOOK_BACK_HOURS - hour) * HOUR_MS);
	const costsUsd = Array.from({ length: LOOK_BACK_HOURS }, () => 0);
	for (const { slice, costUsd } of (await log.spend({ boundariesMs, groupBy: [], filter })).rows) costsUsd[slice] = costUsd;
	return costsUsd;
}

async function dueAlerts(request: BudgetRequest, period: TimeSpan, crossedPercent: readonly number[], runaway: boolean): Promise<DueAlert[]> {
	const { budgetId, nowMs, timeZone } = request;
	const budget = createHash('sha256').update(budgetId).digest('hex').slice(0, 32);
	const alert = (event: BudgetEvent, { fromMs, toMs }: TimeSpan): DueAlert => ({
		event,
		key: `budget ${budget} ${new Date(fromMs).toISOString()} ${event.kind === 'threshold' ? event.percent : event.kind}`,
		keepUntilMs: toMs + KEEP_MS,
	});
	const alerts = crossedPercent.map((percent) => alert({ kind: 'threshold', percent }, period));
	return runaway ? [...alerts, alert({ kind: 'runaway' }, await resolveBudgetPeriod('day', { nowMs, timeZone }))] : alerts;
}
