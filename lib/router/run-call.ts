import { asksForDetails, needsOf, type CallNeeds } from '../policy/call-needs';
import { afterFailure, planCall } from '../policy/call-plan';
import { estimateInputTokens } from '../policy/token-estimate';
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
	const needs = needsOf(request, request.localOnly === true || group.localOnly, inputTokens);
	const visible = new Visible(input.whole, group.midStreamFailure);
	const call = new Call(parts, input, visible);
	const { models } = parts;
	const learn = async (what: CallNeeds) => {
		await models.learn([...group.deployments, ...group.longCallDeployments], what, request.signal);
	};
	try {
		if (asksForDetails(needs)) await learn(needs);
		let plan = planCall(group, needs, (deployment) => models.detailsOf(deployment, needs), parts.random);
		call.skipped.push(...plan.skipped);
		if (plan.entries.length === 0) throw errors.nothingAble(group, needs, plan, call.details());
		await warmLimited(
			parts.providers,
			plan.entries.map(({ deployment }) => deployment),
		);
		for (;;) {
			const turn = await call.turn(plan, inputTokens);
			if (turn.kind === 'cancelled') throw call.cancelled();
			if (turn.kind !== 'granted') throw errors.notServed(group, turn, needs, call.nameOf, call.details());
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
			const tooLong = { ...needs, long: true };
			if (failure.kind === 'context_window') await learn(tooLong);
			const step = afterFailure(plan, deployment.id, failure, {
				group,
				contextWindowOf: (other) => other.contextWindow ?? models.detailsOf(other, tooLong).contextWindow,
				inputTokens,
				nowMs: parts.clock.now(),
				random: parts.random,
			});
			call.skipped.push(...step.plan.skipped.slice(plan.skipped.length));
			const added = step.plan.entries.slice(plan.entries.length);
			plan = step.plan;
			if (!visible.mayFailOver) throw call.cut(failure);
			if (step.kind === 'rejected') throw call.stopped(failure, result.attempt, needs);
			if (step.kind === 'exhausted') throw errors.allFailed(group, needs, call.attempts, call.details());
			if (visible.discards) yield { type: 'discard' };
			await warmLimited(
				parts.providers,
				added.map(({ deployment }) => deployment),
			);
		}
	} catch (error) {
		throw await call.fail(error);
	} finally {
		await call.abandon();
	}
}
