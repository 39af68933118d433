// @ts-check
'use strict';

const NODE = 'Routed LLM';

/**
 * What the demo workflow did, for the terminal: the answer, each attempt, tokens and cost; or the error.
 *
 * @param {import('../n8n/execution').Execution} execution
 * @param {{name: string}} workflow
 * @returns {string}
 */
function describeRun(execution, workflow) {
	const heading = `\nWorkflow "${workflow.name}": ${execution.status}`;
	const [item] = execution.items(NODE);
	if (execution.status !== 'success' || !item) {
		const error = execution.error ?? execution.runs[NODE]?.at(-1)?.error;
		return [heading, ...[error?.message, error?.description].filter(Boolean).map((line) => `  ${line}`)].join('\n');
	}
	const { text, usage, costUsd, routing } = item.json;
	return [
		heading,
		'',
		'Answer',
		`  ${text}`,
		'',
		`Attempts in the group "${routing.group}"`,
		...routing.attempts.map(describeAttempt),
		'',
		'Accounting',
		`  ${usage.inputTokens ?? 'unknown'} tokens in, ${usage.outputTokens ?? 'unknown'} out, ${costUsd === null ? 'unpriced' : `${asDollars(costUsd)} USD`}`,
	].join('\n');
}

/** @param {{number: number, deployment: string, outcome: string, reason: string | null, latencyMs: number}} attempt */
function describeAttempt({ number, deployment, outcome, reason, latencyMs }) {
	return `  ${number}. ${deployment}: ${outcome === 'ok' ? 'answered' : (reason ?? outcome)} (${Math.round(latencyMs)} ms)`;
}

/** In plain digits, of which at least two count. @param {number} amount */
function asDollars(amount) {
	if (amount === 0) return '0';
	const decimals = Math.max(2, 1 - Math.floor(Math.log10(Math.abs(amount))));
	return amount.toFixed(Math.min(decimals, 12));
}

module.exports = { describeRun };
