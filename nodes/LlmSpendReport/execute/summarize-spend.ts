import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SpendSummary } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { numberOf, textOf } from '../../shared/parameter-values';
import { readFilter } from './read-filter';
import { readGrouping } from './read-grouping';
import { readPeriod } from './read-period';
import { optionsOf, parameterOf, timeZoneOf, type ReportRun } from './report-run';
import { rowToJson } from './summary-to-json';

/** An item per row, or one digest. */
export async function summarizeSpend(run: ReportRun): Promise<INodeExecutionData[]> {
	const { context, runtime, log, hints, nowMs } = run;
	const timeZone = timeZoneOf(context);
	const period = await runtime.library.resolvePeriod(readPeriod(context), { nowMs, timeZone });
	const groupBy = readGrouping(context);
	const filter = readFilter(parameterOf(context, 'filters', {}), 'Filters');
	const compare = parameterOf(context, 'compare', true) !== false;
	const maxRows = readMaxRows(context);
	const output = readOutput(context);

	const summary = await runtime.library.summarizeSpend(log, { period, compare, groupBy, filter, timeZone });
	if (period.widened) hints.add('The range was made wider, to whole quarter hours: spend is kept by the quarter hour', 'info');
	addUnpriced(run, summary);
	if (output === 'rows') return summary.rows.slice(0, maxRows).map((row) => ({ json: rowToJson(row) }));
	return [];
}

function addUnpriced({ hints }: ReportRun, { totals: { unpricedCalls } }: SpendSummary): void {
	if (unpricedCalls > 0) hints.add(`${unpricedCalls === 1 ? '1 call has no known price and adds' : `${unpricedCalls} calls have no known price and add`} nothing to the sums`, 'info');
}

function readOutput(context: IExecuteFunctions): 'rows' | 'digest' {
	const output = textOf(parameterOf(context, 'output', 'rows')) || 'rows';
	if (output === 'rows' || output === 'digest') return output;
	throw new InputFault('Output must be rows or digest');
}

function readMaxRows(context: IExecuteFunctions): number | undefined {
	const maxRows = numberOf(optionsOf(context).maxRows);
	if (maxRows === undefined || (Number.isInteger(maxRows) && maxRows >= 1)) return maxRows;
	throw new InputFault('Max Rows must be a whole number from 1 up');
}
