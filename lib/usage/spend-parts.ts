import type { SpendFigures, SpendLabels } from '../types/spend';
import type { UsageRow } from '../types/usage-row';

/** What one attempt of a call adds to the sums, and where. */
export interface SpendPart {
	labels: SpendLabels;
	figures: SpendFigures;
}

type Tokens = Pick<
	UsageRow,
	'inputTokens' | 'cachedTokens' | 'cacheWriteTokens' | 'outputTokens' | 'reasoningTokens' | 'costUsd'
>;

/**
 * A row's share of the sums, an attempt each; one without attempts gives one part with no deployment. The
 * call itself is counted with the last, where it ended.
 */
export function spendPartsOf(row: UsageRow): SpendPart[] {
	const { group, workflowId, workflowName, nodeName, tags } = row;
	const origin = { group, workflowId, workflowName, nodeName, tags };
	const call = callFigures(row);
	if (row.attempts === undefined || row.attempts.length === 0) {
		const { deployment, provider, requestedModel: model } = row;
		return [
			{
				labels: { ...origin, deployment, provider, model },
				figures: { ...call, attempts: row.attemptCount, ...tokenFigures(row, row) },
			},
		];
	}
	return row.attempts.map((attempt, index, { length }) => {
		const { deployment, provider, model } = attempt;
		const counted = index === length - 1 ? call : NO_CALL;
		return {
			labels: { ...origin, deployment, provider, model },
			figures: { ...counted, attempts: 1, ...tokenFigures(attempt, row) },
		};
	});
}

type CallFigures = Pick<SpendFigures, 'calls' | 'failedCalls' | 'cancelledCalls' | 'unpricedCalls' | 'estimatedCalls'>;

const NO_CALL: CallFigures = { calls: 0, failedCalls: 0, cancelledCalls: 0, unpricedCalls: 0, estimatedCalls: 0 };

function callFigures(row: UsageRow): CallFigures {
	return {
		calls: 1,
		failedCalls: Number(row.status === 'error'),
		cancelledCalls: Number(row.status === 'cancelled'),
		unpricedCalls: Number(row.costUsd === undefined),
		estimatedCalls: Number(row.estimated),
	};
}

function tokenFigures(part: Tokens, { costUsd }: UsageRow): Omit<SpendFigures, keyof CallFigures | 'attempts'> {
	return {
		inputTokens: Math.round(part.inputTokens ?? 0),
		cachedTokens: Math.round(part.cachedTokens ?? 0),
		cacheWriteTokens: Math.round(part.cacheWriteTokens ?? 0),
		outputTokens: Math.round(part.outputTokens ?? 0),
		reasoningTokens: Math.round(part.reasoningTokens ?? 0),
		costUsd: costUsd === undefined ? 0 : (part.costUsd ?? 0),
	};
}
