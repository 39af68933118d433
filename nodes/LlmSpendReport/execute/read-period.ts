import type { IExecuteFunctions } from 'n8n-workflow';
import type { PeriodChoice } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { textOf } from '../../shared/parameter-values';
import { parameterOf } from './report-run';

const KINDS = ['today', 'yesterday', 'last7Days', 'last30Days', 'thisMonth', 'lastMonth'] as const;

export function readPeriod(context: IExecuteFunctions): PeriodChoice {
	const choice = textOf(parameterOf(context, 'period', 'last7Days'));
	if (choice === 'range') return { kind: 'range', from: readTime(context, 'from'), to: readTime(context, 'to') };
	const kind = KINDS.find((known) => known === choice);
	if (kind === undefined) throw new InputFault(`Period must be one of ${KINDS.join(', ')} and range`);
	return { kind };
}

/** By expression, a date object may stand here. */
function readTime(context: IExecuteFunctions, name: 'from' | 'to'): string {
	const value = parameterOf(context, name);
	const text = textOf(typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value);
	if (text === '')
		throw new InputFault(
			`${name === 'from' ? 'From' : 'To'} is empty: give a date such as 2026-11-25, or choose another period`,
		);
	return text;
}
