import type { SpendDimension, SpendFigures, SpendFilter, SpendReport, SpendRow } from '../../types/spend';
import { addFigures } from '../spend-sums';
import type { UsageLog } from '../usage-log';
import type { ReportPeriod, TimeSpan } from './periods';
import { slicesOf } from './slices';
import { workflowNaming } from './workflow-names';

/** `hour` includes the day it is of. */
export type SummaryDimension = SpendDimension | 'day' | 'hour';

export interface SummaryRequest {
	period: ReportPeriod;
	/** Also what was spent in the period before. */
	compare: boolean;
	/** In any number and order; empty: one row. */
	groupBy: readonly SummaryDimension[];
	filter?: SpendFilter;
	timeZone: string;
}

export interface SpendSummary {
	period: ReportPeriod;
	timeZone: string;
	groupBy: readonly SummaryDimension[];
	totals: SpendFigures;
	/** Present when it was asked for. */
	before?: SpendFigures;
	change?: SpendChange;
	/** In order of time, inside that by cost, largest first. */
	rows: SummaryRow[];
}

export interface SummaryRow {
	/**
	 * One a dimension, under its name; `workflow` is the latest name, with its id where two have the same, and beside it `workflowId`.
	 * Null: unknown, or the tag is not set.
	 */
	labels: Record<string, string | null>;
	figures: SpendFigures;
	/** Of the same labels in the period before; not where rows are days or hours, which have none before. */
	before?: SpendFigures;
	change?: SpendChange;
}

export interface SpendChange {
	costUsd: number;
	/** Absent when nothing was spent before. */
	percent?: number;
}

/** What was spent in a period, by what was asked for. */
export async function summarizeSpend(log: UsageLog, request: SummaryRequest): Promise<SpendSummary> {
	const { period, groupBy, filter, timeZone } = request;
	const unit = groupBy.includes('hour') ? 'hour' : groupBy.includes('day') ? 'day' : undefined;
	const dimensions = groupBy.filter((dimension) => dimension !== 'day' && dimension !== 'hour');
	const slices = unit && (await slicesOf(period, unit, timeZone));
	const report = await log.spend({ boundariesMs: slices?.boundariesMs ?? ends(period), groupBy: dimensions, filter });
	const before = request.compare
		? await log.spend({ boundariesMs: ends(period.before), groupBy: dimensions, filter })
		: undefined;

	const named = [...groupBy.filter((dimension) => dimension === 'day' || dimension === 'hour'), ...dimensions];
	const labelsOf = labelling(dimensions, report);
	const rows = report.rows.map((row) => ({
		labels: { ...timeLabels(groupBy, slices?.labels[row.slice]), ...labelsOf(row) },
		figures: figuresOf(row),
	}));
	const totals = sumOf(report.rows);
	const summary = { period, timeZone, groupBy: named, totals };
	if (before === undefined) return { ...summary, rows };
	const labelsBefore = labelling(dimensions, before);
	const sumBefore = sumOf(before.rows);
	return {
		...summary,
		before: sumBefore,
		change: changeOf(totals, sumBefore),
		rows: slices
			? rows
			: compared(
					rows,
					before.rows.map((row) => ({ labels: labelsBefore(row), figures: figuresOf(row) })),
				),
	};
}

type PlainRow = Pick<SummaryRow, 'labels' | 'figures'>;

/** What was spent on before and is not any more is listed too, at the end. */
function compared(rows: readonly PlainRow[], before: readonly PlainRow[]): SummaryRow[] {
	const left = new Map(before.map((row) => [keyOf(row), row]));
	const present = rows.map((row) => {
		const other = left.get(keyOf(row))?.figures ?? NOTHING;
		left.delete(keyOf(row));
		return { ...row, before: other, change: changeOf(row.figures, other) };
	});
	const gone = [...left.values()].map(({ labels, figures }) => ({
		labels,
		figures: NOTHING,
		before: figures,
		change: changeOf(NOTHING, figures),
	}));
	return [...present, ...gone];
}

/** A workflow that was renamed is the same. */
function keyOf({ labels }: PlainRow): string {
	const { workflow: _name, ...others } = labels;
	return JSON.stringify(others);
}

function timeLabels(groupBy: readonly SummaryDimension[], label: string | undefined): Record<string, string> {
	if (label === undefined) return {};
	return {
		...(groupBy.includes('day') && { day: label.slice(0, 10) }),
		...(groupBy.includes('hour') && { hour: label }),
	};
}

function labelling(
	dimensions: readonly SpendDimension[],
	{ workflowNames }: SpendReport,
): (row: SpendRow) => Record<string, string | null> {
	const nameOf = workflowNaming(workflowNames);
	return ({ labels }) =>
		Object.fromEntries(
			dimensions.flatMap((dimension, index): Array<[string, string | null]> => {
				const label = labels[index] ?? null;
				if (dimension !== 'workflow') return [[dimension, label]];
				return [
					['workflow', label === null ? null : nameOf(label)],
					['workflowId', label],
				];
			}),
		);
}

const ends = ({ fromMs, toMs }: TimeSpan): [number, number] => [fromMs, toMs];

const NOTHING: SpendFigures = {
	calls: 0,
	failedCalls: 0,
	cancelledCalls: 0,
	unpricedCalls: 0,
	estimatedCalls: 0,
	attempts: 0,
	inputTokens: 0,
	cachedTokens: 0,
	cacheWriteTokens: 0,
	outputTokens: 0,
	reasoningTokens: 0,
	costUsd: 0,
};

function figuresOf({ slice: _slice, labels: _labels, ...figures }: SpendRow): SpendFigures {
	return figures;
}

function sumOf(rows: readonly SpendFigures[]): SpendFigures {
	const sum = { ...NOTHING };
	for (const row of rows) addFigures(sum, row);
	return sum;
}

function changeOf(now: SpendFigures, before: SpendFigures): SpendChange {
	const costUsd = now.costUsd - before.costUsd;
	return before.costUsd > 0 ? { costUsd, percent: (costUsd / before.costUsd) * 100 } : { costUsd };
}
