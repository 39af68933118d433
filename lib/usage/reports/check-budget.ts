import { createHash } from 'node:crypto';
import {
	budgetFault,
	DEFAULT_RUNAWAY_FACTOR,
	DEFAULT_THRESHOLDS_PERCENT,
	forecastUsd,
	judgeBudget,
	judgeLastHour,
	LOOK_BACK_HOURS,
	type HourlySpend,
	type LastHour,
} from '../../policy/budget';
import type { BudgetEvent, LastHourFacts } from '../../types/budget';
import { QUARTER_HOUR_MS, type SpendFilter } from '../../types/spend';
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
	/** By the end of the period; undefined while that cannot be told, see `forecastUsd`. */
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
/** The ledger keeps an alert this much longer than its period. */
const KEEP_MS = 40 * 86_400_000;

/**
 * How a budget stands. The last hour ends with the running quarter hour or with the one before it, whichever hour cost more: a check
 * every hour then sees all that was spent between the checks.
 * @throws ReportError
 */
export async function checkBudget(log: UsageLog, request: BudgetRequest): Promise<BudgetCheck> {
	const {
		limitUsd,
		unit,
		scope,
		timeZone,
		nowMs,
		thresholdsPercent = DEFAULT_THRESHOLDS_PERCENT,
		runawayFactor = DEFAULT_RUNAWAY_FACTOR,
	} = request;
	const fault = budgetFault(limitUsd, thresholdsPercent);
	if (fault !== undefined) throw new ReportError(fault);
	const period = await resolveBudgetPeriod(unit, { nowMs, timeZone });
	const endMs = Math.min(period.toMs, endOfQuarterHour(nowMs));
	const [
		{
			rows: [spent],
		},
		hourly,
		hourlyBefore,
	] = await Promise.all([
		log.spend({ boundariesMs: [period.fromMs, endMs], groupBy: [], filter: scope }),
		hourlySpend(log, endMs, scope),
		hourlySpend(log, endMs - QUARTER_HOUR_MS, scope),
	]);
	const spentUsd = spent?.costUsd ?? 0;
	const verdict = judgeBudget(limitUsd, spentUsd, thresholdsPercent);
	const last =
		runawayFactor > 0
			? dearer([hourlyBefore, hourly].map((hours) => judgeLastHour(limitUsd, hours, runawayFactor)))
			: undefined;
	const runaway = last?.runaway ?? false;
	return {
		period,
		limitUsd,
		spentUsd,
		...verdict,
		forecastUsd: forecastUsd(spentUsd, hourly, period.toMs - endMs),
		lastHour: last && { spentUsd: last.spentUsd, usualUsd: last.usualUsd },
		runaway,
		unpricedCalls: spent?.unpricedCalls ?? 0,
		alerts: await dueAlerts(request, period, verdict.crossedPercent, runaway),
	};
}

async function hourlySpend(log: UsageLog, endMs: number, filter: SpendFilter | undefined): Promise<HourlySpend> {
	const boundariesMs = Array.from(
		{ length: LOOK_BACK_HOURS + 1 },
		(_, hour) => endMs - (LOOK_BACK_HOURS - hour) * HOUR_MS,
	);
	const costsUsd = Array.from({ length: LOOK_BACK_HOURS }, () => 0);
	for (const { slice, costUsd } of (await log.spend({ boundariesMs, groupBy: [], filter })).rows)
		costsUsd[slice] = costUsd;
	return { costsUsd };
}

function dearer(hours: ReadonlyArray<LastHour | undefined>): LastHour | undefined {
	return hours.reduce((most, hour) =>
		most === undefined || (hour !== undefined && hour.spentUsd >= most.spentUsd) ? hour : most,
	);
}

async function dueAlerts(
	request: BudgetRequest,
	period: TimeSpan,
	crossedPercent: readonly number[],
	runaway: boolean,
): Promise<DueAlert[]> {
	const { budgetId, nowMs, timeZone } = request;
	const budget = createHash('sha256').update(budgetId).digest('hex').slice(0, 32);
	const alert = (event: BudgetEvent, { fromMs, toMs }: TimeSpan): DueAlert => ({
		event,
		key: `budget ${budget} ${new Date(fromMs).toISOString()} ${event.kind === 'threshold' ? event.percent : event.kind}`,
		keepUntilMs: toMs + KEEP_MS,
	});
	const alerts = crossedPercent.map((percent) => alert({ kind: 'threshold', percent }, period));
	return runaway
		? [...alerts, alert({ kind: 'runaway' }, await resolveBudgetPeriod('day', { nowMs, timeZone }))]
		: alerts;
}
