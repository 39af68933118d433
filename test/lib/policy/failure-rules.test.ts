import { ACCESS_COOLDOWN_MS, FAILURE_RULES, healthOutcome } from '../../../lib/policy/failure-rules';
import { FAILURE_KINDS, type Failure, type FailureKind } from '../../../lib/types/failure';

const failureOf = (kind: FailureKind, retryAfterMs?: number): Failure => ({
	kind,
	message: 'it failed',
	reached: true,
	retryAfterMs,
});
const COOLDOWN = { allowedFails: 3, cooldownMs: 60_000 };
const OFF = { allowedFails: 3, cooldownMs: 0 };

describe('the failure table', () => {
	it.each<[FailureKind, string, string, string]>([
		['connection', 'no', 'yes', 'failure'],
		['timeout_first_token', 'no', 'yes', 'failure'],
		['timeout_idle', 'no', 'yes', 'failure'],
		['timeout_attempt', 'no', 'yes', 'failure'],
		['server', 'after_backoff', 'yes', 'failure'],
		['rate_limited', 'when_nothing_else_is_left', 'yes', 'cools'],
		['quota', 'no', 'yes', 'cools'],
		['access', 'no', 'yes', 'cools'],
		['model_not_found', 'no', 'yes', 'cools'],
		['context_window', 'no', 'larger_window', 'neutral'],
		['content_policy', 'no', 'if_group_says_so', 'neutral'],
		['bad_request', 'no', 'no', 'neutral'],
		['cancelled', 'no', 'no', 'none'],
		['deadline', 'no', 'no', 'none'],
	])('%s: same deployment %s, next %s, health %s', (kind, sameDeployment, nextDeployment, health) => {
		expect(FAILURE_RULES[kind]).toEqual({ sameDeployment, nextDeployment, health });
	});

	it('has a row for every kind and cannot be changed', () => {
		expect(Object.keys(FAILURE_RULES).sort()).toEqual([...FAILURE_KINDS].sort());
		expect(Object.isFrozen(FAILURE_RULES)).toBe(true);
		expect(Object.values(FAILURE_RULES).every((rule) => Object.isFrozen(rule))).toBe(true);
	});
});

describe('what a failure says of health', () => {
	it('cools a rate-limited deployment for its Retry-After, else for the cooldown time', () => {
		expect(healthOutcome(failureOf('rate_limited', 20_000), COOLDOWN)).toEqual({
			kind: 'cool',
			cause: 'retry_after',
			untilMs: 20_000,
		});
		expect(healthOutcome(failureOf('rate_limited'), COOLDOWN)).toEqual({
			kind: 'cool',
			cause: 'failure',
			untilMs: 60_000,
		});
	});

	it('cools for ten minutes what a minute will not mend', () => {
		expect(ACCESS_COOLDOWN_MS).toBe(600_000);
		expect(healthOutcome(failureOf('access'), COOLDOWN)).toEqual({ kind: 'cool', cause: 'access', untilMs: 600_000 });
		expect(healthOutcome(failureOf('model_not_found'), COOLDOWN)).toEqual({
			kind: 'cool',
			cause: 'access',
			untilMs: 600_000,
		});
		expect(healthOutcome(failureOf('quota'), COOLDOWN)).toEqual({ kind: 'cool', cause: 'quota', untilMs: 600_000 });
	});

	it('cools nothing when cooldown is off, but heeds a Retry-After', () => {
		for (const kind of ['quota', 'access', 'model_not_found', 'rate_limited'] as const)
			expect(healthOutcome(failureOf(kind), OFF)).toEqual({ kind: 'neutral' });
		expect(healthOutcome(failureOf('rate_limited', 20_000), OFF)).toEqual({
			kind: 'cool',
			cause: 'retry_after',
			untilMs: 20_000,
		});
	});

	it.each<[FailureKind, string]>([
		['connection', 'failure'],
		['timeout_idle', 'failure'],
		['server', 'failure'],
		['context_window', 'neutral'],
		['content_policy', 'neutral'],
		['bad_request', 'neutral'],
		['cancelled', 'cancelled'],
		['deadline', 'cancelled'],
	])('takes %s for %s', (kind, outcome) => {
		expect(healthOutcome(failureOf(kind), COOLDOWN)).toEqual({ kind: outcome });
	});
});
