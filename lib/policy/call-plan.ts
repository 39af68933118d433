import type { Deployment, ModelGroup } from '../types/deployment';
import type { Failure } from '../types/failure';
import type { Skipped } from '../types/routing';
import { backoffMs } from './backoff';
import { FAILURE_RULES } from './failure-rules';
import { orderDeployments } from './order';

/** What one call has still to try. Pure: every step makes a new plan. */
export interface CallPlan {
	readonly entries: readonly PlanEntry[];
	readonly attemptsMade: number;
	/** Left out before the first attempt, and why. */
	readonly skipped: readonly Skipped[];
	/** There was one deployment from the start: it is tried even while it cools after failures. */
	readonly lone: boolean;
}

export interface PlanEntry {
	readonly deployment: Deployment;
	readonly attempts: number;
	/** Not before this time (backoff, Retry-After); 0: now. */
	readonly notBeforeMs: number;
	/** It is not tried again in this call. */
	readonly done: boolean;
}

export interface PlanNeeds {
	localOnly: boolean;
	/** Our guess of the request's size. */
	inputTokens: number;
}

export function planCall(group: ModelGroup, needs: PlanNeeds, random: () => number): CallPlan {
	const skipped: Skipped[] = [];
	const able = group.deployments.filter((deployment) => {
		const reason = whyUnable(deployment, needs);
		if (reason !== undefined) skipped.push({ deployment: deployment.name, reason });
		return reason === undefined;
	});
	return {
		entries: orderDeployments(able, random).map((deployment) => ({
			deployment,
			attempts: 0,
			notBeforeMs: 0,
			done: false,
		})),
		attemptsMade: 0,
		skipped,
		lone: able.length === 1,
	};
}

function whyUnable(deployment: Deployment, needs: PlanNeeds): string | undefined {
	if (needs.localOnly && deployment.locality === 'cloud')
		return 'it is a cloud deployment and the call is marked local only';
	if (deployment.contextWindow !== undefined && needs.inputTokens > deployment.contextWindow)
		return `the request of about ${needs.inputTokens} tokens is longer than its context window of ${deployment.contextWindow}`;
	return undefined;
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
	let entries = replace(plan.entries, {
		...failed,
		attempts,
		done: !again,
		notBeforeMs: again ? retryTime(failure, attempts, context) : 0,
	});
	const next = (kind: NextStep['kind']): NextStep => ({
		kind,
		plan: { ...plan, entries, attemptsMade: plan.attemptsMade + 1 },
	});
	if (rule.nextDeployment === 'no') return next('rejected');
	if (rule.nextDeployment === 'if_group_says_so' && !context.group.failoverOnRefusal)
		return next('rejected');
	if (rule.nextDeployment === 'larger_window') {
		entries = onlyLargerWindows(entries, failed.deployment, context);
		if (entries.every((entry) => entry.done)) return next('rejected');
	}
	const over = plan.attemptsMade + 1 >= context.group.maxAttempts;
	return next(over || entries.every((entry) => entry.done) ? 'exhausted' : 'go_on');
}

/** Backoff, or later when the provider named a time. */
function retryTime(failure: Failure, attempts: number, { nowMs, random }: FailureContext): number {
	return nowMs + Math.max(backoffMs(attempts, random), failure.retryAfterMs ?? 0);
}

function onlyLargerWindows(
	entries: readonly PlanEntry[],
	failed: Deployment,
	{ contextWindowOf, inputTokens }: FailureContext,
): PlanEntry[] {
	const needed = Math.max(contextWindowOf(failed) ?? 0, inputTokens);
	return entries.map((entry) => {
		const window = contextWindowOf(entry.deployment);
		return window !== undefined && window > needed ? entry : { ...entry, done: true };
	});
}

function replace(entries: readonly PlanEntry[], changed: PlanEntry): PlanEntry[] {
	return entries.map((entry) =>
		entry.deployment.id === changed.deployment.id ? changed : entry,
	);
}

/** Entries that may still be tried: untried ones first, order kept. */
export function openEntries(plan: CallPlan): PlanEntry[] {
	const open = plan.entries.filter((entry) => !entry.done);
	return [...open].sort(
		(a, b) =>
			a.deployment.priority - b.deployment.priority || Number(a.attempts > 0) - Number(b.attempts > 0),
	);
}
