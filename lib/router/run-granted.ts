import { inBackground } from '../guarded';
import { continuationMessages } from '../policy/continuation';
import { healthOutcome } from '../policy/failure-rules';
import type { Outcome, Settlement } from '../state/state-store';
import type { TokenUsage } from '../types/chat';
import type { Deployment } from '../types/deployment';
import { ProviderFailure, type Failure } from '../types/failure';
import type { Attempt } from '../types/routing';
import { AnswerBuilder } from './answer-builder';
import { toAttempt, toUncountedAttempt } from './attempt-record';
import type { CallInput } from './call-input';
import type { RouterParts } from './parts';
import { runAttempt } from './run-attempt';
import type { Turn } from './turn';
import type { Visible, VisibleEvent } from './visible';

export interface GrantedInput extends CallInput {
	attemptId: string;
	number: number;
	deployment: Deployment;
	turn: Extract<Turn, { kind: 'granted' }>;
	queueWaitMs: number;
	deadlineMs: number;
	/** Our guess of the request's size. */
	inputTokens: number;
	visible: Visible;
	/** Called once, as soon as the attempt has ended, also when the consumer leaves in its middle. */
	onEnd: (attempt: Attempt) => void;
}

export type AttemptResult =
	| { kind: 'answered'; attempt: Attempt; answer: AnswerBuilder }
	| { kind: 'failed'; attempt: Attempt; failure: Failure };

/**
 * Makes the attempt that was granted and settles it, whatever its end. Settling is not waited for: it follows
 * the decision and can fail without changing it.
 */
export async function* runGranted(
	parts: RouterParts,
	input: GrantedInput,
): AsyncGenerator<VisibleEvent, AttemptResult, void> {
	const { clock, keeper } = parts;
	const { request, deployment, visible } = input;
	const startedAtMs = clock.now();
	const startedAtWallMs = clock.wallMs();
	const answer = new AnswerBuilder();
	let firstTokenAtMs: number | undefined;
	let sentAtMs: number | undefined;
	let settled: Attempt | undefined;
	/** Why the attempt could not be settled. */
	let broken: { error: unknown } | undefined;
	keeper.holdLease(input.attemptId, deployment.id);
	visible.beginAttempt();
	parts.warm();

	/** The first end counts: one that came while the consumer was busy is not overwritten when it comes back. */
	const settle = (failure?: Failure): Attempt => {
		if (settled !== undefined) return settled;
		if (broken !== undefined) throw broken.error;
		keeper.releaseLease(input.attemptId);
		const facts = {
			...input,
			startedAtWallMs,
			startedAtMs,
			endedAtMs: clock.now(),
			firstTokenAtMs,
			probe: input.turn.probe,
			failure,
			answer,
		};
		const end = (attempt: Attempt): Attempt => {
			reportSettlement(parts, input, { attempt, answer, startedAtMs, sentAtMs });
			input.onEnd(attempt);
			return attempt;
		};
		try {
			return (settled = end(toAttempt(facts, parts.pricing)));
		} catch (error) {
			broken = { error };
			inBackground('the record of an attempt', () => end(toUncountedAttempt(facts)));
			throw error;
		}
	};

	try {
		const events = runAttempt({
			deployment,
			provider: parts.providers[deployment.provider],
			messages: visible.continues ? continuationMessages(request.messages, visible.textBefore) : request.messages,
			settings: request.settings ?? {},
			clock,
			deadlineMs: input.deadlineMs,
			signal: request.signal,
			onSent: () => (sentAtMs = clock.now()),
			onCutShort: settle,
		});
		for await (const event of events) {
			answer.add(event);
			if (answer.begun) firstTokenAtMs ??= clock.now();
			for (const seen of visible.show(event)) yield seen;
		}
		if (answer.finishReason === 'content_filter' && input.group.failoverOnRefusal && visible.mayFailOver)
			throw new ProviderFailure({ kind: 'content_policy', message: 'the model refused the request', reached: true });
		const attempt = settle();
		for (const seen of visible.flush()) yield seen;
		if (visible.continues) answer.replaceText(visible.attemptText);
		return { kind: 'answered', attempt, answer };
	} catch (error) {
		if (!(error instanceof ProviderFailure)) throw error;
		return { kind: 'failed', attempt: settle(error.failure), failure: error.failure };
	} finally {
		// The consumer left the loop, or something unforeseen was thrown: the place must not stay taken.
		settle({ kind: 'cancelled', message: 'the call was cancelled', reached: true });
	}
}

interface Ended {
	attempt: Attempt;
	answer: AnswerBuilder;
	startedAtMs: number;
	/** Absent: it never was on its way, or nobody knows when. */
	sentAtMs?: number;
}

function reportSettlement(parts: RouterParts, input: GrantedInput, ended: Ended): void {
	const { deployment, attemptId, turn } = input;
	const { attempt, answer, startedAtMs, sentAtMs = startedAtMs } = ended;
	const { failure, usage, latencyMs, timeToFirstTokenMs } = attempt;
	// An SDK to load or a connection to open is over with the first call: it says nothing of how fast the next one is.
	const unsentMs = sentAtMs - startedAtMs;
	const outcome: Outcome = failure === undefined ? { kind: 'success' } : healthOutcome(failure, deployment.cooldown);
	const settlement: Settlement = {
		callId: input.callId,
		attemptId,
		key: deployment.id,
		epoch: turn.epoch,
		outcome,
		breaker: deployment.cooldown,
		reached: failure?.reached ?? true,
		tokens: usage === undefined ? undefined : (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0),
		sentAfterMs: lateBy(ended.sentAtMs, turn.askedAtMs),
		latencyMs: latencyMs - unsentMs,
		timeToFirstTokenMs: timeToFirstTokenMs === undefined ? undefined : timeToFirstTokenMs - unsentMs,
		outputTokens: tokensFromFirstOn(usage, answer),
		windowMs: parts.windowMs,
	};
	// Where it fails, the lease ends by itself when it is not renewed.
	inBackground('the settlement of an attempt', async () =>
		parts.keeper.checkQueue(await parts.store.settle(settlement)),
	);
}

/** Reasoning that the provider keeps to itself came before the first token, so it says nothing of the pace. */
function tokensFromFirstOn(usage: TokenUsage | undefined, answer: AnswerBuilder): number | undefined {
	if (usage?.outputTokens === undefined) return undefined;
	if (answer.reasoning !== undefined) return usage.outputTokens;
	return Math.max(0, usage.outputTokens - (usage.reasoningTokens ?? 0));
}

/** Limits allow 250 ms for the way to the provider; half of it may be used up before the request is on its way. */
const LATE_MS = 125;

function lateBy(sentAtMs: number | undefined, askedAtMs: number): number | undefined {
	return sentAtMs === undefined || sentAtMs - askedAtMs <= LATE_MS ? undefined : sentAtMs - askedAtMs;
}
