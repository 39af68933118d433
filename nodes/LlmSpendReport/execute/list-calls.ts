import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { UsageRow } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { numberOf, textOf } from '../../shared/parameter-values';
import { callToJson } from './call-to-json';
import { findCalls } from './find-calls';
import { readFilter } from './read-filter';
import { readPeriod } from './read-period';
import { parameterOf, timeZoneOf, type ReportRun } from './report-run';

const MAX_LIMIT = 10_000;
const STATUSES = ['ok', 'error', 'cancelled'] as const;

/** An item per call, the newest first. */
export async function listCalls({ context, runtime, log, nowMs }: ReportRun): Promise<INodeExecutionData[]> {
	const { fromMs, toMs } = await runtime.library.resolvePeriod(readPeriod(context), {
		nowMs,
		timeZone: timeZoneOf(context),
	});
	const withTexts = parameterOf(context, 'withTexts', false) === true;
	const rows = await findCalls(log, {
		fromMs,
		toMs,
		limit: readLimit(context),
		status: readStatus(context),
		filter: readFilter(parameterOf(context, 'filters', {}), 'Filters'),
		withTexts,
	});
	return rows.map((row) => ({ json: callToJson(row, { withTexts }) }));
}

function readLimit(context: IExecuteFunctions): number {
	const limit = numberOf(parameterOf(context, 'limit', 50)) ?? 50;
	if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
	throw new InputFault(`Limit must be a whole number from 1 to ${MAX_LIMIT}`);
}

function readStatus(context: IExecuteFunctions): UsageRow['status'] | undefined {
	const status = textOf(parameterOf(context, 'status', 'any')) || 'any';
	const known = STATUSES.find((each) => each === status);
	if (known === undefined && status !== 'any')
		throw new InputFault(`Status must be any or one of ${STATUSES.join(', ')}`);
	return known;
}
