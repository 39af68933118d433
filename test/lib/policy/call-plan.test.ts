import { afterFailure, openEntries, planCall, type CallPlan, type NextStep } from '../../../lib/policy/call-plan';
import type { Deployment, ModelGroup } from '../../../lib/types/deployment';
import type { FailureKind } from '../../../lib/types/failure';
import { groupOf } from './deployments';

const NOW_MS = 1_000_000;
const middle = () => 0.5;

const plan = (group: ModelGroup, localOnly = false) =>
	planCall(group, { localOnly, inputTokens: 10, abilities: [], long: false }, () => ({ supports: {} }), middle);

interface Told {
	kind?: FailureKind;
	retryAfterMs?: number;
	windows?: Record<string, number>;
	inputTokens?: number;
}

/** What follows when the deployment of that name fails. */
function fail(
	group: ModelGroup,
	before: CallPlan,
	name: string,
	{ kind = 'server', retryAfterMs, windows, inputTokens = 10 }: Told = {},
): NextStep {
	const failed = before.entries.find(({ deployment }) => deployment.name === name)!;
	return afterFailure(
		before,
		failed.deployment.id,
		{ kind, message: 'it failed', reached: true, retryAfterMs },
		{
			group,
			contextWindowOf: (deployment: Deployment) => windows?.[deployment.name],
			inputTokens,
			nowMs: NOW_MS,
			random: middle,
		},
	);
}

const open = ({ plan: after }: NextStep) =>
	openEntries(after)
		.map(({ deployment }) => deployment.name)
		.join('');
const entry = ({ plan: after }: NextStep, name: string) =>
	after.entries.find(({ deployment }) => deployment.name === name)!;

describe('planning a call', () => {
	it('leaves cloud deployments out of a local-only call and says why', () => {
		const group = groupOf([{ provider: 'ollama', baseUrl: 'http://127.0.0.1:11434', priority: 1 }, { priority: 2 }]);
		const local = plan(group, true);
		expect(local.entries.map(({ deployment }) => deployment.name)).toEqual(['a']);
		expect(local.skipped).toEqual([
			{ deployment: 'b', reason: 'it is a cloud deployment and the call is marked local only' },
		]);
		expect(plan(group).skipped).toEqual([]);
	});

	it('knows a lone deployment, also when the others were left out', () => {
		const group = groupOf([{ provider: 'ollama', priority: 1 }, { priority: 2 }]);
		expect([plan(group).lone, plan(group, true).lone, plan(groupOf([{}])).lone]).toEqual([false, true, true]);
	});
});

describe('the retry budget', () => {
	it.each([
		[0, ['exhausted']],
		[1, ['go_on', 'exhausted']],
		[2, ['go_on', 'go_on', 'exhausted']],
	])('of %i lets one deployment be asked so often', (retries, ends) => {
		const group = groupOf([{ retries }]);
		let current = plan(group);
		const seen = ends.map(() => {
			const step = fail(group, current, 'a');
			current = step.plan;
			return step.kind;
		});
		expect(seen).toEqual(ends);
	});

	it('puts a retry behind every deployment of its priority that is untried', () => {
		const group = groupOf([{ priority: 1 }, { priority: 1 }, { priority: 1 }]);
		const first = plan(group).entries[0]!.deployment.name;
		const step = fail(group, plan(group), first);
		expect(open(step).at(-1)).toBe(first);
		expect(open(step)).toHaveLength(3);
	});

	it('waits before a retry: half the step by a coin in the middle, more when the provider says so', () => {
		const group = groupOf([{ retries: 3 }]);
		const once = fail(group, plan(group), 'a');
		expect(entry(once, 'a').notBeforeMs).toBe(NOW_MS + 250);
		const twice = fail(group, once.plan, 'a');
		expect(entry(twice, 'a').notBeforeMs).toBe(NOW_MS + 500);
		const told = fail(group, plan(group), 'a', { kind: 'rate_limited', retryAfterMs: 20_000 });
		expect(entry(told, 'a').notBeforeMs).toBe(NOW_MS + 20_000);
		const toldLess = fail(group, plan(group), 'a', { retryAfterMs: 10 });
		expect(entry(toldLess, 'a').notBeforeMs).toBe(NOW_MS + 250);
	});

	it('keeps untried deployments free of any wait', () => {
		const group = groupOf([{ priority: 1 }, { priority: 2 }]);
		const step = fail(group, plan(group), 'a');
		expect(entry(step, 'b')).toMatchObject({ notBeforeMs: 0, attempts: 0, done: false });
	});

	it.each<FailureKind>([
		'connection',
		'timeout_first_token',
		'timeout_idle',
		'timeout_attempt',
		'quota',
		'access',
		'model_not_found',
	])('is not spent on %s: the same deployment is not asked again', (kind) => {
		const group = groupOf([{ priority: 1, retries: 5 }, { priority: 2 }]);
		const step = fail(group, plan(group), 'a', { kind });
		expect([step.kind, open(step)]).toEqual(['go_on', 'b']);
		expect(fail(groupOf([{ retries: 5 }]), plan(groupOf([{ retries: 5 }])), 'a', { kind }).kind).toBe('exhausted');
	});
});

describe('the maximum of attempts', () => {
	it('ends a call whatever is left to try', () => {
		const group = groupOf([{ priority: 1, retries: 9 }, { priority: 2 }], { maxAttempts: 2 });
		const first = fail(group, plan(group), 'a');
		expect(first.kind).toBe('go_on');
		expect(fail(group, first.plan, 'a').kind).toBe('exhausted');
	});

	it('of 1 allows no second attempt', () => {
		const group = groupOf([{}, {}], { maxAttempts: 1 });
		expect(fail(group, plan(group), 'a').kind).toBe('exhausted');
	});

	it('counts over all deployments', () => {
		const group = groupOf([{ priority: 1 }, { priority: 2 }, { priority: 3 }], { maxAttempts: 3 });
		const one = fail(group, plan(group), 'a');
		const two = fail(group, one.plan, 'b');
		const three = fail(group, two.plan, 'c');
		expect([one.kind, two.kind, three.kind]).toEqual(['go_on', 'go_on', 'exhausted']);
		expect(three.plan.attemptsMade).toBe(3);
	});
});

describe('a context window that is too small', () => {
	const group = groupOf([{ priority: 1 }, { priority: 2 }, { priority: 3 }, { priority: 4 }]);
	const tooLong: Told = { kind: 'context_window', windows: { a: 8_000, b: 8_000, c: 32_000 }, inputTokens: 9_000 };

	it('leads only to a larger one; of an unknown one nobody can say that it is', () => {
		const step = fail(group, plan(group), 'a', tooLong);
		expect([step.kind, open(step)]).toEqual(['go_on', 'c']);
	});

	it('does not lead to one of the same size', () => {
		const windows = { a: 8_000, b: 8_000, c: 8_001 };
		expect(open(fail(group, plan(group), 'a', { ...tooLong, windows, inputTokens: 10 }))).toBe('c');
	});

	it('is refused when nothing larger is left', () => {
		expect(fail(group, plan(group), 'a', { ...tooLong, windows: { a: 8_000, b: 8_000 } }).kind).toBe('rejected');
		expect(fail(group, plan(group), 'a', { ...tooLong, windows: {} }).kind).toBe('rejected');
	});

	it('also asks for room for the prompt where the failed window is unknown or the smaller figure', () => {
		const windows = { b: 16_000, c: 32_000 };
		expect(open(fail(group, plan(group), 'a', { ...tooLong, windows, inputTokens: 20_000 }))).toBe('c');
		expect(open(fail(group, plan(group), 'a', { ...tooLong, windows, inputTokens: 9_000 }))).toBe('bc');
	});
});

describe('failures that other deployments would repeat', () => {
	it.each<FailureKind>(['bad_request', 'cancelled', 'deadline'])('end the call at once: %s', (kind) => {
		const group = groupOf([{}, {}, {}]);
		expect(fail(group, plan(group), 'a', { kind }).kind).toBe('rejected');
	});

	it('of content policy go on where the group says so', () => {
		const strict = groupOf([{ priority: 1 }, { priority: 2 }]);
		const lenient = groupOf([{ priority: 1 }, { priority: 2 }], { failoverOnRefusal: true });
		expect(fail(strict, plan(strict), 'a', { kind: 'content_policy' }).kind).toBe('rejected');
		const step = fail(lenient, plan(lenient), 'a', { kind: 'content_policy' });
		expect([step.kind, open(step)]).toEqual(['go_on', 'b']);
	});
});

describe('a plan', () => {
	it('is never changed: every step makes a new one', () => {
		const group = groupOf([{}, {}]);
		const before = plan(group);
		const copy = structuredClone(before);
		fail(group, before, 'a');
		expect(before).toEqual(copy);
	});
});
