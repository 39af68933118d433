import type { INodeExecutionData } from 'n8n-workflow';
import type { BudgetCheck } from '../../../lib';
import { budgetToJson } from './budget-to-json';
import { drawChart } from './draw-chart';
import { readBudget, type NamedBudget } from './read-budget';
import { readMessage } from './read-message';
import type { ReportRun } from './report-run';
import { sendAlerts } from './send-alerts';

/** How a budget stands: by the first output within it, by the second over it. */
export async function checkBudget(run: ReportRun): Promise<INodeExecutionData[][]> {
	const { context, runtime, log, nowMs } = run;
	const budget = readBudget(context);
	const message = await readMessage(run);
	const check = await runtime.library.checkBudget(log, { ...budget, nowMs });
	const alerts = await sendAlerts(run, budget, check, { message, chart: async () => await drawBudget(run, budget, check) });
	const items = [{ json: { ...budgetToJson(budget, check), ...alerts } }];
	return check.status === 'over' ? [[], items] : [items, []];
}

async function drawBudget(run: ReportRun, { name, scope, timeZone }: NamedBudget, { period }: BudgetCheck): Promise<Buffer | undefined> {
	const title = `${name}, ${period.label}`;
	return await drawChart(run, { title, period, by: 'model', filter: scope, timeZone });
}
