import type { CooldownSettings } from '../types/deployment';
import type { Failure, FailureKind } from '../types/failure';

/** What follows from a failure. The table of the design, one row a kind. */
export interface FailureRule {
	/** `when_nothing_else_is_left`: never ahead of a deployment that could answer now. */
	sameDeployment: 'no' | 'after_backoff' | 'when_nothing_else_is_left';
	nextDeployment: 'yes' | 'no' | 'larger_window' | 'if_group_says_so';
	/** `cools`: at once; `neutral`: the provider is well; `none`: says nothing at all. */
	health: 'failure' | 'cools' | 'neutral' | 'none';
}

const rule = (
	sameDeployment: FailureRule['sameDeployment'],
	nextDeployment: FailureRule['nextDeployment'],
	health: FailureRule['health'],
): FailureRule => Object.freeze({ sameDeployment, nextDeployment, health });

export const FAILURE_RULES: Readonly<Record<FailureKind, FailureRule>> = Object.freeze({
	connection: rule('no', 'yes', 'failure'),
	timeout_first_token: rule('no', 'yes', 'failure'),
	timeout_idle: rule('no', 'yes', 'failure'),
	timeout_attempt: rule('no', 'yes', 'failure'),
	server: rule('after_backoff', 'yes', 'failure'),
	rate_limited: rule('when_nothing_else_is_left', 'yes', 'cools'),
	quota: rule('no', 'yes', 'cools'),
	access: rule('no', 'yes', 'cools'),
	model_not_found: rule('no', 'yes', 'cools'),
	context_window: rule('no', 'larger_window', 'neutral'),
	content_policy: rule('no', 'if_group_says_so', 'neutral'),
	bad_request: rule('no', 'no', 'neutral'),
	unsupported: rule('no', 'yes', 'none'),
	cancelled: rule('no', 'no', 'none'),
	deadline: rule('no', 'no', 'none'),
});

/** A wrong key or an empty account is not mended within a minute: ten minutes, as the design says. */
export const ACCESS_COOLDOWN_MS = 600_000;

/** A provider that names a longer time is asked again after a day all the same. */
export const LONGEST_RETRY_AFTER_MS = 86_400_000;

/** What a failure says of a deployment's health, in the state store's words. */
export type HealthOutcome =
	| { kind: 'failure' }
	| { kind: 'neutral' }
	| { kind: 'cancelled' }
	| { kind: 'cool'; cause: 'failure' | 'access' | 'quota' | 'retry_after'; untilMs: number };

/**
 * With cooldown turned off (0) nothing cools but what the provider itself asked for by Retry-After.
 */
export function healthOutcome(failure: Failure, cooldown: CooldownSettings): HealthOutcome {
	const { health } = FAILURE_RULES[failure.kind];
	// What never reached the provider cannot show that it is well.
	if (health === 'neutral' && !failure.reached) return { kind: 'cancelled' };
	switch (health) {
		case 'failure':
			return { kind: 'failure' };
		case 'neutral':
			return { kind: 'neutral' };
		case 'none':
			return { kind: 'cancelled' };
		case 'cools':
			return coolingOutcome(failure, cooldown);
	}
}

function coolingOutcome(failure: Failure, { cooldownMs }: CooldownSettings): HealthOutcome {
	if (failure.kind === 'rate_limited' && failure.retryAfterMs !== undefined)
		return { kind: 'cool', cause: 'retry_after', untilMs: Math.min(failure.retryAfterMs, LONGEST_RETRY_AFTER_MS) };
	if (cooldownMs === 0) return { kind: 'neutral' };
	if (failure.kind === 'rate_limited') return { kind: 'cool', cause: 'failure', untilMs: cooldownMs };
	return {
		kind: 'cool',
		cause: failure.kind === 'quota' ? 'quota' : 'access',
		untilMs: ACCESS_COOLDOWN_MS,
	};
}
