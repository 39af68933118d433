import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SpendSummary } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { numberOf, textOf } from '../../shared/parameter-values';
import { drawChart } from './draw-chart';
import { readFilter } from './read-filter';
import { readGrouping, stackingOf } from './read-grouping';
import { readPeriod } from './read-period';
import { optionsOf, parameterOf, timeZoneOf, type ReportRun } from './report-run';
import { periodToJson, rowToJson, totalsToJson } from './summary-to-json';

const DEFAULT_CHART_FIELD = 'data';
const CHART_FILE = 'llm-spend.png';

/** An item per row, or one digest. */
export async function summarizeSpend(run: ReportRun): Promise<INodeExecutionData[]> {
	const { context, runtime, log, hints, nowMs } = run;
	const timeZone = timeZoneOf(context);
	const period = await runtime.library.resolvePeriod(readPeriod(context), { nowMs, timeZone });
	const groupBy = readGrouping(context);
	const filter = readFilter(parameterOf(context, 'filters', {}), 'Filters');
	const compare = parameterOf(context, 'compare', true) !== false;
	const maxRows = readMaxRows(context);
	const asRows = readsRows(context);
	const chartField = readChartField(context);

	const summary = await runtime.library.summarizeSpend(log, { period, compare, groupBy, filter, timeZone });
	if (period.widened) hints.add('The range was made wider, to whole quarter hours: spend is kept by the quarter hour', 'info');
	addUnpriced(run, summary);
	const rows = summary.rows.slice(0, maxRows).map(rowToJson);
	if (asRows) return rows.map((json) => ({ json }));

	const digest = runtime.library.renderDigest(summary, { maxRows });
	const title = `LLM spend, ${period.label}`;
	const chart = await drawChart(run, { title, period, by: stackingOf(groupBy), filter, timeZone });
	return [
		{
			json: { ...digest, period: periodToJson(period, timeZone), totals: totalsToJson(summary), rows },
			...(chart && { binary: { [chartField]: await context.helpers.prepareBinaryData(chart, CHART_FILE, 'image/png') } }),
		},
	];
}

function addUnpriced({ hints }: ReportRun, { totals: { unpricedCalls } }: SpendSummary): void {
	if (unpricedCalls > 0) hints.add(`${unpricedCalls === 1 ? '1 call has no known price and adds' : `${unpricedCalls} calls have no known price and add`} nothing to the sums`, 'info');
}

function readsRows(context: IExecuteFunctions): boolean {
	const output = textOf(parameterOf(context, 'output', 'rows')) || 'rows';
	if (output === 'rows' || output === 'digest') return output === 'rows';
	throw new InputFault('Output must be rows or digest');
}

function readChartField(context: IExecuteFunctions): string {
	const { chartField = DEFAULT_CHART_FIELD } = optionsOf(context);
	const name = textOf(chartField);
	if (name !== '') return name;
	throw new InputFault(`Chart Field is empty: give the binary field a name, such as ${DEFAULT_CHART_FIELD}`);
}

function readMaxRows(context: IExecuteFunctions): number | undefined {
	const maxRows = numberOf(optionsOf(context).maxRows);
	if (maxRows === undefined || (Number.isInteger(maxRows) && maxRows >= 1)) return maxRows;
	throw new InputFault('Max Rows must be a whole number from 1 up');
}
