import type { INodeExecutionData } from 'n8n-workflow';
import { budgetToJson } from './budget-to-json';
import { drawChart } from './draw-chart';
import { readBudget } from './read-budget';
import { readMessage } from './read-message';
import type { ReportRun } from './report-run';
import { sendAlerts } from './send-alerts';

/** How a budget stands: by the first output within it, by the second over it. */
export async function checkBudget(run: ReportRun): Promise<INodeExecutionData[][]> {
	const { context, runtime, log, nowMs } = run;
	const budget = readBudget(context);
	const message = await readMessage(run);
	const check = await runtime.library.checkBudget(log, { ...budget, nowMs });
	const { scope: filter, timeZone } = budget;
	const chart = async () => await drawChart(run, { period: check.period, by: 'model', filter, timeZone });
	const alerts = await sendAlerts(run, budget, check, { message, chart });
	const items = [{ json: { ...budgetToJson(budget, check), ...alerts } }];
	return check.status === 'over' ? [[], items] : [items, []];
}
