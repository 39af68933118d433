import type { Pricing } from '../pricing/pricing';
import { estimateOutputTokens } from '../policy/token-estimate';
import type { TokenUsage } from '../types/chat';
import type { Deployment } from '../types/deployment';
import type { Failure } from '../types/failure';
import type { Attempt } from '../types/routing';
import type { AnswerBuilder } from './answer-builder';
import { priceOf } from './price-of';

export interface AttemptFacts {
	number: number;
	deployment: Deployment;
	/** Epoch milliseconds. */
	startedAtWallMs: number;
	startedAtMs: number;
	endedAtMs: number;
	firstTokenAtMs?: number;
	queueWaitMs: number;
	probe: boolean;
	failure?: Failure;
	answer: AnswerBuilder;
	/** Our guess, used where the provider did not count. */
	inputTokens: number;
}

/** What is kept of one attempt: figures the provider gave, or ours, flagged as such, and their price. */
export function toAttempt(facts: AttemptFacts, pricing: Pricing): Attempt {
	const { deployment, answer } = facts;
	const { usage, estimated } = usageOf(facts);
	const priced =
		usage === undefined ? {} : priceOf(pricing, deployment, usage, facts.startedAtWallMs, answer.servedModel);
	return {
		...toUncountedAttempt(facts),
		usage,
		usageEstimated: estimated,
		costUsd: priced.costUsd,
		unitPrices: priced.unitPrices,
	};
}

/** The same without usage and price, which is left when these cannot be had. */
export function toUncountedAttempt(facts: AttemptFacts): Attempt {
	const { deployment, answer } = facts;
	return {
		number: facts.number,
		deploymentId: deployment.id,
		deployment: deployment.name,
		provider: deployment.provider,
		model: deployment.model,
		servedModel: answer.servedModel,
		startedAtMs: facts.startedAtWallMs,
		latencyMs: facts.endedAtMs - facts.startedAtMs,
		timeToFirstTokenMs: facts.firstTokenAtMs === undefined ? undefined : facts.firstTokenAtMs - facts.startedAtMs,
		queueWaitMs: facts.queueWaitMs,
		probe: facts.probe,
		failure: facts.failure,
		usageEstimated: false,
		...(answer.unusableCounts.length > 0 && { unusableCounts: answer.unusableCounts }),
	};
}

/**
 * An attempt that was refused, or never reached its provider, has no usage: nobody bills it. One that broke off,
 * or that we gave up while the provider was at work, is billed for what it had read and generated, so what the
 * provider did not say is estimated.
 */
function usageOf({ answer, failure, inputTokens }: AttemptFacts): { usage?: TokenUsage; estimated: boolean } {
	const known = answer.usage;
	if (failure !== undefined && !answer.begun && known.inputTokens === undefined && !wasGivenUp(failure))
		return { estimated: false };
	// A broken stream's last count, if there was one, is of its beginning (Anthropic's message_start says 1).
	const complete = failure === undefined || answer.finishReason !== undefined;
	const outputKnown = complete && known.outputTokens !== undefined;
	const usage = {
		...known,
		// Never less than the parts that are known.
		inputTokens: known.inputTokens ?? Math.max(inputTokens, (known.cachedTokens ?? 0) + (known.cacheWriteTokens ?? 0)),
		outputTokens: outputKnown
			? known.outputTokens
			: Math.max(
					known.outputTokens ?? 0,
					known.reasoningTokens ?? 0,
					estimateOutputTokens(answer.text + (answer.reasoning ?? ''), answer.toolCalls),
				),
	};
	return { usage, estimated: known.inputTokens === undefined || !outputKnown };
}

/** We ended the request while the provider may have been reading and thinking. */
function wasGivenUp({ kind, reached }: Failure): boolean {
	return reached && (kind.startsWith('timeout_') || kind === 'cancelled' || kind === 'deadline');
}
