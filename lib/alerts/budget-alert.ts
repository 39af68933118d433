import { formatUsd } from '../policy/format-usd';
import type { BudgetEvent, BudgetFacts } from '../types/budget';

/** What goes out, to whatever shows it. */
export interface AlertText {
	title: string;
	/** Plain text, a line a fact. */
	message: string;
	/** ntfy's: 3 is the usual, 5 the most urgent. */
	priority: 3 | 4 | 5;
	/** ntfy's short names of emoji. */
	tags: string[];
}

const HIGH_FROM_PERCENT = 80;
const MAX_FROM_PERCENT = 100;

/** The text of an alert. Its priority rises with the share of the limit: 3, from 80 % 4, from 100 % 5; a runaway is as urgent. */
export function budgetAlertText(event: BudgetEvent, facts: BudgetFacts): AlertText {
	return event.kind === 'runaway' ? runawayText(facts) : thresholdText(event.percent, facts);
}

function thresholdText(percent: number, facts: BudgetFacts): AlertText {
	const { name, spentUsd, limitUsd, periodLabel } = facts;
	const over = percent >= MAX_FROM_PERCENT;
	return {
		title: over
			? `${name}: the limit of ${formatUsd(limitUsd)} is reached${percent > MAX_FROM_PERCENT ? ` (${percent} %)` : ''}`
			: `${name}: ${percent} % of ${formatUsd(limitUsd)} spent`,
		message: lines([
			`${formatUsd(spentUsd)} of ${formatUsd(limitUsd)} (${Math.floor((spentUsd / limitUsd) * 100)} %) spent, ${periodLabel}.`,
			forecastLine(facts),
			unpricedLine(facts),
		]),
		priority: over ? 5 : percent >= HIGH_FROM_PERCENT ? 4 : 3,
		tags: [over ? 'rotating_light' : percent >= HIGH_FROM_PERCENT ? 'warning' : 'money_with_wings'],
	};
}

function runawayText(facts: BudgetFacts): AlertText {
	const { name, spentUsd, limitUsd, lastHour, periodLabel } = facts;
	return {
		title: `${name}: ${formatUsd(lastHour?.spentUsd ?? 0)} in the last hour`,
		message: lines([
			lastHour && `Usually an hour costs ${formatUsd(lastHour.usualUsd)}. Look for a workflow that loops.`,
			`${formatUsd(spentUsd)} of ${formatUsd(limitUsd)} spent, ${periodLabel}.`,
			forecastLine(facts),
			unpricedLine(facts),
		]),
		priority: 5,
		tags: ['rotating_light'],
	};
}

function forecastLine({ forecastUsd, limitUsd, spentUsd }: BudgetFacts): string | undefined {
	if (forecastUsd === undefined || spentUsd >= limitUsd) return undefined;
	return `At this rate ${formatUsd(forecastUsd)} by its end${forecastUsd > limitUsd ? ', which is over the limit' : ''}.`;
}

function unpricedLine({ unpricedCalls }: BudgetFacts): string | undefined {
	if (unpricedCalls === 0) return undefined;
	return unpricedCalls === 1
		? '1 call has no known price and is not counted.'
		: `${unpricedCalls} calls have no known price and are not counted.`;
}

function lines(texts: Array<string | undefined>): string {
	return texts.filter((text) => text !== undefined).join('\n');
}
