import { formatUsd } from '../../../policy/format-usd';
import type { SpendFigures } from '../../../types/spend';
import { oneLine } from '../one-line';
import type { SpendSummary, SummaryDimension, SummaryRow } from '../spend-summary';
import { formatChange, sayChange } from './format-change';

/** What a digest says, in plain text: each form of it only writes that down. */
export interface DigestContent {
	title: string;
	/** The sum and how it changed, calls, and what the sum lacks. */
	sentences: string[];
	/** Absent when there is nothing to list. */
	table?: DigestTable;
	/** What the table leaves out. */
	rest?: string;
}

export interface DigestTable {
	/** Names first, then figures. */
	columns: Array<{ name: string; isFigure: boolean }>;
	/** As many cells each as there are columns. */
	rows: string[][];
}

/** A longer label is cut. */
const MAX_LABEL_CHARACTERS = 100;

/** The costliest rows, `maxRows` of them, in the summary's order. */
export function digestContent(summary: SpendSummary, maxRows: number): DigestContent {
	const { period, timeZone, groupBy, rows, totals } = summary;
	const title = `LLM spend: ${formatUsd(totals.costUsd)}, ${period.label}`;
	const sentences = [...sayTotals(summary), ...sayCalls(totals), `Times are those of ${oneLine(timeZone)}.`];
	if (groupBy.length === 0 || rows.length === 0) return { title, sentences };
	const listed = new Set(rows.toSorted((a, b) => b.figures.costUsd - a.figures.costUsd).slice(0, maxRows));
	const left = rows.filter((row) => !listed.has(row));
	return {
		title,
		sentences,
		...(listed.size > 0 && {
			table: tableOf(
				groupBy,
				[...rows].filter((row) => listed.has(row)),
			),
		}),
		...(left.length > 0 && { rest: `${counted(left.length, 'more row')}: ${formatUsd(sumUsd(left))}` }),
	};
}

function sayTotals({ totals, before, change }: SpendSummary): string[] {
	const spent = `${formatUsd(totals.costUsd)} spent`;
	if (before === undefined || change === undefined) return [`${spent}.`];
	return [`${spent}, ${sayChange(change, before.costUsd)}.`];
}

function sayCalls({ calls, failedCalls, cancelledCalls, unpricedCalls, estimatedCalls }: SpendFigures): string[] {
	const sentences = [
		`${counted(calls, 'call')}, ${failedCalls} failed${cancelledCalls > 0 ? `, ${cancelledCalls} cancelled` : ''}.`,
	];
	if (unpricedCalls > 0)
		sentences.push(
			`${counted(unpricedCalls, 'call')} ${unpricedCalls === 1 ? 'has' : 'have'} no known price and ${unpricedCalls === 1 ? 'is' : 'are'} not in the sum.`,
		);
	if (estimatedCalls > 0) sentences.push(`The tokens of ${counted(estimatedCalls, 'call')} are estimated.`);
	return sentences;
}

function tableOf(groupBy: readonly SummaryDimension[], rows: readonly SummaryRow[]): DigestTable {
	// An hour says which day it is of.
	const dimensions = groupBy.filter((dimension) => dimension !== 'day' || !groupBy.includes('hour'));
	const compared = rows.some(({ change }) => change !== undefined);
	const figures = ['Spend', ...(compared ? ['Change'] : []), 'Calls'];
	return {
		columns: [
			...dimensions.map((dimension) => ({ name: headingOf(dimension), isFigure: false })),
			...figures.map((name) => ({ name, isFigure: true })),
		],
		rows: rows.map(({ labels, figures: { costUsd, calls }, change }) => [
			...dimensions.map((dimension) => labelText(labels[dimension] ?? null)),
			formatUsd(costUsd),
			...(compared ? [change === undefined ? '' : formatChange(change)] : []),
			count(calls),
		]),
	};
}

function headingOf(dimension: SummaryDimension): string {
	if (dimension.startsWith('tag:')) return labelText(dimension.slice('tag:'.length));
	return `${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}`;
}

function labelText(label: string | null): string {
	if (label === null) return 'none';
	const characters = [...oneLine(label)];
	return characters.length <= MAX_LABEL_CHARACTERS
		? characters.join('')
		: `${characters.slice(0, MAX_LABEL_CHARACTERS - 1).join('')}…`;
}

const sumUsd = (rows: readonly SummaryRow[]) => rows.reduce((sum, { figures }) => sum + figures.costUsd, 0);

const count = (amount: number) => amount.toLocaleString('en-US');

const counted = (amount: number, thing: string) => `${count(amount)} ${thing}${amount === 1 ? '' : 's'}`;
