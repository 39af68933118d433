import { afterFailure, planCall } from '../policy/call-plan';
import { estimateInputTokens, UNSET_OUTPUT_TOKENS } from '../policy/token-estimate';
import type { Deployment } from '../types/deployment';
import type { RouterEvent } from '../types/routing';
import { Call } from './call';
import * as errors from './call-errors';
import type { CallInput } from './call-input';
import type { RouterParts } from './parts';
import { runGranted } from './run-granted';
import { Visible } from './visible';
import { warmLimited } from './warm-limited';

/**
 * The one loop: select, admit, call, settle, record. Yields what the user may see, last of all the answer;
 * throws a `RoutedLlmError` otherwise. Leaving it early cancels the call. Whatever the end, one usage row is
 * recorded before it.
 */
export async function* runCall(parts: RouterParts, input: CallInput): AsyncGenerator<RouterEvent, void, void> {
	const { group, request } = input;
	const inputTokens = estimateInputTokens(request.messages, request.settings?.tools);
	const tokens = inputTokens + (request.settings?.maxOutputTokens ?? UNSET_OUTPUT_TOKENS);
	const localOnly = request.localOnly === true || group.localOnly;
	const visible = new Visible(input.whole, group.midStreamFailure);
	const call = new Call(parts, input, visible);
	let plan = planCall(group, { localOnly, inputTokens }, parts.random);
	call.skipped.push(...plan.skipped);
	try {
		if (plan.entries.length === 0)
			throw errors.nothingAble(group, plan.skipped, localOnly, call.details());
		await warmLimited(parts.providers, plan.entries.map(({ deployment }) => deployment));
		for (;;) {
			const turn = await call.turn(plan, tokens);
			if (turn.kind === 'cancelled') throw call.cancelled();
			if (turn.kind !== 'granted') throw errors.notServed(group, turn, call.nameOf, call.details());
			const { deployment } = turn.entry;
			const result = yield* runGranted(parts, {
				...input,
				attemptId: call.attemptId,
				number: call.attempts.length + 1,
				deployment,
				turn,
				queueWaitMs: turn.lineMs + turn.backoffMs,
				deadlineMs: call.deadlineLeftMs(),
				inputTokens,
				visible,
				onEnd: (attempt) => call.attempts.push(attempt),
			});
			if (result.kind === 'answered') {
				yield { type: 'answer', answer: await call.finish(deployment, result) };
				return;
			}
			const { failure } = result;
			if (failure.kind === 'cancelled') throw call.cancelled();
			const step = afterFailure(plan, deployment.id, failure, {
				group,
				contextWindowOf: (other) => contextWindowOf(parts, other),
				inputTokens,
				nowMs: parts.clock.now(),
				random: parts.random,
			});
			plan = step.plan;
			if (!visible.mayFailOver) throw call.cut(failure);
			if (step.kind === 'rejected') throw call.stopped(failure, result.attempt);
			if (step.kind === 'exhausted') throw errors.allFailed(group, call.attempts, localOnly, call.details());
			if (visible.discards) yield { type: 'discard' };
		}
	} catch (error) {
		throw await call.fail(error);
	} finally {
		await call.abandon();
	}
}

function contextWindowOf(parts: RouterParts, deployment: Deployment): number | undefined {
	return (
		deployment.contextWindow ??
		parts.pricing.contextWindow({
			provider: deployment.provider,
			baseUrl: deployment.endpoint.baseUrl,
			model: deployment.model,
		})
	);
}
