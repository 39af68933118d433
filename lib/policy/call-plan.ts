import type { Deployment, ModelGroup } from '../types/deployment';
import type { Failure } from '../types/failure';
import type { Skipped } from '../types/routing';
import { tooLongFor, whyUnable, type ModelDetails } from './abilities';
import { backoffMs } from './backoff';
import type { CallNeeds } from './call-needs';
import { FAILURE_RULES } from './failure-rules';
import { orderDeployments } from './order';

/** What one call has still to try. Pure: every step makes a new plan. */
export interface CallPlan {
	readonly entries: readonly PlanEntry[];
	readonly attemptsMade: number;
	/** Left out untried, and why. */
	readonly skipped: readonly Skipped[];
	/** There was one deployment from the start: it is tried even while it cools after failures. */
	readonly lone: boolean;
	/** None of the group's own was left, and one at least for its context window. */
	readonly tooLong: boolean;
	/** Of the group's `longCallDeployments`, while the call is not known to be too long for the others. */
	readonly reserve: Sifted;
}

export interface PlanEntry {
	readonly deployment: Deployment;
	readonly attempts: number;
	/** Not before this time (backoff, Retry-After); 0: now. */
	readonly notBeforeMs: number;
	/** It is not tried again in this call. */
	readonly done: boolean;
}

/** Deployments that may serve a call, and why the others may not. */
export interface Sifted {
	readonly able: readonly Deployment[];
	readonly skipped: readonly Skipped[];
	/** One of them at least was left out for its context window. */
	readonly someTooSmall: boolean;
}

/**
 * Who may serve the call, in the order of preference. The group's deployments for long calls come in when one of the others
 * was left out for its context window and none is left.
 * @param detailsOf what others than the settings know of a deployment's model
 */
export function planCall(
	group: ModelGroup,
	needs: CallNeeds,
	detailsOf: (deployment: Deployment) => ModelDetails,
	random: () => number,
): CallPlan {
	const own = sift(group.deployments, needs, detailsOf);
	const long = sift(group.longCallDeployments, needs, detailsOf);
	const isTooLong = own.able.length === 0 && own.someTooSmall;
	const able = isTooLong ? long.able : own.able;
	return {
		entries: toEntries(able, random),
		attemptsMade: 0,
		skipped: isTooLong ? [...own.skipped, ...long.skipped] : own.skipped,
		lone: able.length === 1,
		tooLong: isTooLong,
		reserve: isTooLong ? EMPTY : long,
	};
}

const EMPTY: Sifted = { able: [], skipped: [], someTooSmall: false };

function sift(
	deployments: readonly Deployment[],
	needs: CallNeeds,
	detailsOf: (deployment: Deployment) => ModelDetails,
): Sifted {
	const skipped: Skipped[] = [];
	let someTooSmall = false;
	const able = deployments.filter((deployment) => {
		const unable = whyUnable(deployment, needs, detailsOf(deployment));
		if (unable === undefined) return true;
		skipped.push({ deployment: deployment.name, reason: unable.reason });
		someTooSmall ||= unable.kind === 'window';
		return false;
	});
	return { able, skipped, someTooSmall };
}

function toEntries(deployments: readonly Deployment[], random: () => number): PlanEntry[] {
	return orderDeployments(deployments, random).map((deployment) => ({
		deployment,
		attempts: 0,
		notBeforeMs: 0,
		done: false,
	}));
}

/** What to do after an attempt failed. */
export type NextStep =
	| { kind: 'go_on'; plan: CallPlan }
	/** The request would fail everywhere, or its deployment says so. */
	| { kind: 'rejected'; plan: CallPlan }
	/** Nothing is left to try. */
	| { kind: 'exhausted'; plan: CallPlan };

export interface FailureContext {
	group: ModelGroup;
	/** Larger windows are looked up where the configuration does not say. */
	contextWindowOf: (deployment: Deployment) => number | undefined;
	inputTokens: number;
	nowMs: number;
	random: () => number;
}

export function afterFailure(
	plan: CallPlan,
	deploymentId: string,
	failure: Failure,
	context: FailureContext,
): NextStep {
	const rule = FAILURE_RULES[failure.kind];
	const failed = plan.entries.find((entry) => entry.deployment.id === deploymentId)!;
	const attempts = failed.attempts + 1;
	const retriesLeft = attempts <= failed.deployment.retries;
	const again = rule.sameDeployment !== 'no' && retriesLeft;
	const retried = replace(plan.entries, {
		...failed,
		attempts,
		done: !again,
		notBeforeMs: again ? retryTime(failure, attempts, context) : 0,
	});
	const after: CallPlan = { ...plan, entries: retried, attemptsMade: plan.attemptsMade + 1 };
	if (rule.nextDeployment === 'no') return { kind: 'rejected', plan: after };
	if (rule.nextDeployment === 'if_group_says_so' && !context.group.failoverOnRefusal)
		return { kind: 'rejected', plan: after };
	const next =
		rule.nextDeployment === 'larger_window' ? towardsLargerWindows(after, failed.deployment, context) : after;
	const isOver = next.entries.every((entry) => entry.done);
	if (isOver && rule.nextDeployment === 'larger_window') return { kind: 'rejected', plan: next };
	return { kind: isOver || next.attemptsMade >= context.group.maxAttempts ? 'exhausted' : 'go_on', plan: next };
}

/** Backoff, or later when the provider named a time. */
function retryTime(failure: Failure, attempts: number, { nowMs, random }: FailureContext): number {
	return nowMs + Math.max(backoffMs(attempts, random), failure.retryAfterMs ?? 0);
}

/**
 * The prompt was too long for `failed`. Only larger windows are left open; of one that nobody knows, nobody can say that it
 * is larger, but the group's deployments for long calls, which come in now, are there to be tried.
 */
function towardsLargerWindows(
	plan: CallPlan,
	failed: Deployment,
	{ group, contextWindowOf, inputTokens, random }: FailureContext,
): CallPlan {
	const needed = Math.max(contextWindowOf(failed) ?? 0, inputTokens);
	const skipped = [...plan.skipped, ...plan.reserve.skipped];
	const entries = [...plan.entries, ...toEntries(plan.reserve.able, random)].map((entry) => {
		const { deployment } = entry;
		if (entry.done) return entry;
		const contextWindow = contextWindowOf(deployment);
		if (contextWindow === undefined ? group.longCallDeployments.includes(deployment) : contextWindow > needed)
			return entry;
		if (entry.attempts === 0)
			skipped.push({ deployment: deployment.name, reason: whyNotLarger(contextWindow, inputTokens) });
		return { ...entry, done: true };
	});
	const open = entries.filter(({ done }) => !done);
	return {
		...plan,
		entries,
		skipped,
		reserve: EMPTY,
		lone: plan.reserve.able.length === 0 ? plan.lone : open.length === 1,
	};
}

function whyNotLarger(contextWindow: number | undefined, inputTokens: number): string {
	if (contextWindow === undefined)
		return 'nobody knows whether its context window is larger than the one that was too small';
	if (contextWindow < inputTokens) return tooLongFor(contextWindow, inputTokens);
	return `its context window of ${contextWindow} is no larger than the one that was too small`;
}

function replace(entries: readonly PlanEntry[], changed: PlanEntry): PlanEntry[] {
	return entries.map((entry) => (entry.deployment.id === changed.deployment.id ? changed : entry));
}

/** Entries that may still be tried: untried ones first, order kept. */
export function openEntries(plan: CallPlan): PlanEntry[] {
	return plan.entries.filter((entry) => !entry.done).sort(compareRank);
}

/** By priority, untried ones first; whoever is equal in both may be put in any order. */
export function compareRank(a: PlanEntry, b: PlanEntry): number {
	return a.deployment.priority - b.deployment.priority || Number(a.attempts > 0) - Number(b.attempts > 0);
}
