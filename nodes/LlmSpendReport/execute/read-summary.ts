import type { IExecuteFunctions } from 'n8n-workflow';
import type { SummaryRequest } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { numberOf, textOf } from '../../shared/parameter-values';
import type { Library } from '../../shared/runtime';
import { readFilter } from './read-filter';
import { readGrouping } from './read-grouping';
import { readPeriod } from './read-period';
import { optionsOf, parameterOf, timeZoneOf } from './report-run';

export interface SummaryPlan extends SummaryRequest {
	/** Items are rows, in place of one digest. */
	asRows: boolean;
	/** Absent: all, and in a digest as many as are read at a glance. */
	maxRows?: number;
	/** The binary field that takes the chart. */
	chartField: string;
}

const DEFAULT_CHART_FIELD = 'data';

/** @throws InputFault or ReportError */
export async function readSummary(context: IExecuteFunctions, library: Library, nowMs: number): Promise<SummaryPlan> {
	const timeZone = timeZoneOf(context);
	return {
		period: await library.resolvePeriod(readPeriod(context), { nowMs, timeZone }),
		groupBy: readGrouping(context),
		filter: readFilter(parameterOf(context, 'filters', {}), 'Filters'),
		compare: parameterOf(context, 'compare', true) !== false,
		timeZone,
		asRows: readsRows(context),
		maxRows: readMaxRows(context),
		chartField: readChartField(context),
	};
}

function readsRows(context: IExecuteFunctions): boolean {
	const output = textOf(parameterOf(context, 'output', 'rows')) || 'rows';
	if (output === 'rows' || output === 'digest') return output === 'rows';
	throw new InputFault('Output must be rows or digest');
}

function readMaxRows(context: IExecuteFunctions): number | undefined {
	const maxRows = numberOf(optionsOf(context).maxRows);
	if (maxRows === undefined || (Number.isInteger(maxRows) && maxRows >= 1)) return maxRows;
	throw new InputFault('Max Rows must be a whole number from 1 up');
}

function readChartField(context: IExecuteFunctions): string {
	const { chartField = DEFAULT_CHART_FIELD } = optionsOf(context);
	const name = textOf(chartField);
	if (name !== '') return name;
	throw new InputFault(`Chart Field is empty: give the binary field a name, such as ${DEFAULT_CHART_FIELD}`);
}
