import { NEW_BREAKER, nextBreaker } from '../../../lib/policy/breaker';
import type { Breaker, BreakerSettings, CooldownCause, Outcome, RecentAttempts } from '../../../lib/policy/breaker';

const SETTINGS: BreakerSettings = { allowedFails: 3, cooldownMs: 2000 };
const FEW: RecentAttempts = { attempts: 1, failures: 1 };
const SUCCESS: Outcome = { kind: 'success' };
const FAILURE: Outcome = { kind: 'failure' };
const NEUTRAL: Outcome = { kind: 'neutral' };
const CANCELLED: Outcome = { kind: 'cancelled' };
const cool = (untilMs: number, cause: CooldownCause = 'retry_after'): Outcome => ({
	kind: 'cool',
	cause,
	untilMs,
});

interface SettleOptions {
	epoch?: number;
	attemptId?: string;
	settings?: BreakerSettings;
	recent?: RecentAttempts;
}

/** Settles with the breaker's own epoch at `nowMs`, unless told otherwise. */
function settle(breaker: Breaker, nowMs: number, outcome: Outcome, options: SettleOptions = {}): Breaker {
	const { attemptId = 'a', settings = SETTINGS, recent = FEW } = options;
	const epoch = options.epoch ?? nextBreaker(breaker, { type: 'time' }, nowMs).epoch;
	return nextBreaker(breaker, { type: 'settled', attemptId, epoch, outcome, settings, recent }, nowMs);
}

const atTime = (breaker: Breaker, nowMs: number) => nextBreaker(breaker, { type: 'time' }, nowMs);
const probe = (breaker: Breaker, nowMs: number, attemptId = 'probe') =>
	nextBreaker(breaker, { type: 'probe_granted', attemptId }, nowMs);

/** Three failures at time 0: open until 2000. */
const opened = () => [1, 2, 3].reduce((breaker) => settle(breaker, 0, FAILURE), NEW_BREAKER);

describe('a closed breaker', () => {
	it('opens on the failure that reaches allowedFails, not before (example 6)', () => {
		const once = settle(NEW_BREAKER, 0, FAILURE);
		const twice = settle(once, 0, FAILURE);
		expect(once).toEqual({ state: 'closed', epoch: 0, consecutiveFailures: 1 });
		expect(twice).toEqual({ state: 'closed', epoch: 0, consecutiveFailures: 2 });
		expect(settle(twice, 100, FAILURE)).toEqual({
			state: 'open',
			epoch: 1,
			consecutiveFailures: 3,
			cause: 'failure',
			untilMs: 2100,
			lengthMs: 2000,
			factor: 1,
		});
	});

	it('opens at once when allowedFails is 1', () => {
		expect(settle(NEW_BREAKER, 0, FAILURE, { settings: { allowedFails: 1, cooldownMs: 5 } }).state).toBe('open');
	});

	it('counts anew after a success', () => {
		const twice = settle(settle(NEW_BREAKER, 0, FAILURE), 0, FAILURE);
		expect(settle(settle(twice, 0, SUCCESS), 0, FAILURE)).toMatchObject({ state: 'closed', consecutiveFailures: 1 });
	});

	it('is not changed by a neutral or cancelled attempt', () => {
		const twice = settle(settle(NEW_BREAKER, 0, FAILURE), 0, FAILURE);
		expect(settle(twice, 0, NEUTRAL)).toBe(twice);
		expect(settle(twice, 0, CANCELLED)).toBe(twice);
	});

	it('opens when more than half of at least 10 attempts failed', () => {
		const open = (attempts: number, failures: number) =>
			settle(NEW_BREAKER, 0, FAILURE, { recent: { attempts, failures } }).state === 'open';
		expect(open(9, 9)).toBe(false);
		expect(open(10, 5)).toBe(false);
		expect(open(10, 6)).toBe(true);
		expect(open(11, 5)).toBe(false);
		expect(open(11, 6)).toBe(true);
	});

	it('is not opened by a success, whatever the share of failures', () => {
		expect(settle(NEW_BREAKER, 0, SUCCESS, { recent: { attempts: 10, failures: 9 } }).state).toBe('closed');
	});

	it('never opens on failures when cooldown is off', () => {
		const settings = { allowedFails: 1, cooldownMs: 0 };
		const recent = { attempts: 20, failures: 20 };
		let breaker = NEW_BREAKER;
		for (let i = 0; i < 20; i++) breaker = settle(breaker, i, FAILURE, { settings, recent });
		expect(breaker).toEqual({ state: 'closed', epoch: 0, consecutiveFailures: 20 });
	});

	it('opens at once for a named time, also when cooldown is off', () => {
		const settings = { allowedFails: 3, cooldownMs: 0 };
		expect(settle(NEW_BREAKER, 10, cool(20_000), { settings })).toMatchObject({
			state: 'open',
			cause: 'retry_after',
			untilMs: 20_010,
		});
	});
});

describe('an open breaker', () => {
	it('becomes half-open when its time is over, to the millisecond', () => {
		const breaker = opened();
		expect(atTime(breaker, 1999)).toBe(breaker);
		expect(atTime(breaker, 2000)).toEqual({ state: 'half_open', epoch: 2, consecutiveFailures: 3, factor: 1 });
	});

	it('disregards outcomes of the epoch before', () => {
		const breaker = opened();
		expect(settle(breaker, 100, SUCCESS, { epoch: 0 })).toBe(breaker);
		expect(settle(breaker, 100, FAILURE, { epoch: 0 })).toBe(breaker);
		expect(settle(breaker, 100, NEUTRAL, { epoch: 0 })).toBe(breaker);
	});

	it('takes a later deadline from the epoch before, and its cause', () => {
		const breaker = opened();
		expect(settle(breaker, 100, cool(5000, 'quota'), { epoch: 0 })).toEqual({
			...breaker,
			cause: 'quota',
			untilMs: 5100,
			lengthMs: 5000,
		});
		expect(settle(breaker, 100, cool(1900, 'quota'), { epoch: 0 })).toEqual(breaker);
	});

	it('keeps a time that the provider named beside a later deadline, until it has passed', () => {
		const breaker = opened();
		const named = settle(breaker, 100, cool(1000), { epoch: 0 });
		expect(named).toEqual({ ...breaker, retryAfterUntilMs: 1100 });
		expect(settle(named, 200, SUCCESS)).toMatchObject({ state: 'open', cause: 'retry_after', untilMs: 1100 });
		expect(nextBreaker(named, { type: 'time' }, 1100)).toEqual(breaker);
	});

	it('closes on the success of a call that disregarded the cooldown', () => {
		expect(settle(opened(), 100, SUCCESS)).toEqual({ state: 'closed', epoch: 2, consecutiveFailures: 0 });
	});

	it('cools on after the failure of a call that disregarded the cooldown', () => {
		const breaker = opened();
		const failed = settle(breaker, 1500, FAILURE);
		expect(failed).toEqual({ ...breaker, untilMs: 3500, consecutiveFailures: 4 });
		expect(settle(failed, 1600, cool(60_000))).toMatchObject({ epoch: 1, cause: 'retry_after', untilMs: 61_600 });
	});

	it('keeps a deadline that is later than the new one', () => {
		const breaker = settle(NEW_BREAKER, 0, cool(60_000, 'access'));
		expect(settle(breaker, 10, FAILURE)).toMatchObject({ cause: 'access', untilMs: 60_000 });
		expect(settle(breaker, 10, cool(1000, 'quota'))).toMatchObject({ cause: 'access', untilMs: 60_000 });
	});

	it('is not changed by a neutral or cancelled attempt', () => {
		const breaker = opened();
		expect(settle(breaker, 10, NEUTRAL)).toBe(breaker);
		expect(settle(breaker, 10, CANCELLED)).toBe(breaker);
	});
});

describe('a half-open breaker', () => {
	it('closes when the probe succeeds or says nothing about health', () => {
		const breaker = probe(opened(), 2000);
		const closed = { state: 'closed', epoch: 3, consecutiveFailures: 0 };
		expect(settle(breaker, 2100, SUCCESS, { attemptId: 'probe' })).toEqual(closed);
		expect(settle(breaker, 2100, NEUTRAL, { attemptId: 'probe' })).toEqual(closed);
	});

	it.each<[string, Outcome]>([
		['fails', FAILURE],
		['is rate limited without Retry-After', cool(2000, 'failure')],
	])('doubles the time each time the probe %s, up to ten-fold (example 7)', (_, outcome) => {
		let breaker = opened();
		const durations: number[] = [];
		let nowMs = 2000;
		for (let i = 0; i < 6; i++) {
			breaker = settle(probe(breaker, nowMs), nowMs, outcome, { attemptId: 'probe' });
			if (breaker.state !== 'open') throw new Error('a failed probe opens the breaker');
			durations.push(breaker.untilMs - nowMs);
			nowMs = breaker.untilMs;
		}
		expect(durations).toEqual([4000, 8000, 16_000, 20_000, 20_000, 20_000]);
	});

	it('starts with the first time again once a probe has succeeded', () => {
		let breaker = settle(probe(opened(), 2000), 2000, FAILURE, { attemptId: 'probe' });
		breaker = settle(probe(breaker, 6000), 6000, SUCCESS, { attemptId: 'probe' });
		for (let i = 0; i < 3; i++) breaker = settle(breaker, 7000, FAILURE);
		expect(breaker).toMatchObject({ state: 'open', untilMs: 9000, factor: 1 });
	});

	it('cools for a named time without doubling', () => {
		let breaker = settle(probe(opened(), 2000), 2000, cool(500), { attemptId: 'probe' });
		expect(breaker).toMatchObject({ state: 'open', cause: 'retry_after', untilMs: 2500, factor: 1 });
		breaker = settle(probe(breaker, 2500), 2500, FAILURE, { attemptId: 'probe' });
		expect(breaker).toMatchObject({ state: 'open', untilMs: 6500, factor: 2 });
	});

	it('frees the place of a cancelled or lost probe, and only of that one', () => {
		const breaker = probe(opened(), 2000);
		const free = { state: 'half_open', epoch: 2, consecutiveFailures: 3, factor: 1 };
		expect(settle(breaker, 2100, CANCELLED, { attemptId: 'probe' })).toEqual(free);
		expect(nextBreaker(breaker, { type: 'probe_lost', attemptId: 'probe' }, 2100)).toEqual(free);
		expect(nextBreaker(breaker, { type: 'probe_lost', attemptId: 'other' }, 2100)).toBe(breaker);
	});

	it('disregards what an attempt of an older epoch says, a named time included', () => {
		const breaker = probe(opened(), 2000);
		expect(settle(breaker, 2100, SUCCESS, { epoch: 1 })).toBe(breaker);
		expect(settle(breaker, 2100, cool(9000), { epoch: 1 })).toBe(breaker);
	});

	it('closes when its probe fails and cooldown is off', () => {
		const settings = { allowedFails: 1, cooldownMs: 0 };
		const breaker = probe(settle(NEW_BREAKER, 0, cool(10), { settings }), 10);
		expect(settle(breaker, 20, FAILURE, { attemptId: 'probe', settings }).state).toBe('closed');
	});
});

it('raises the epoch with every change of state, and only then', () => {
	const states: Breaker[] = [NEW_BREAKER];
	const next = (breaker: Breaker) => {
		states.push(breaker);
		return breaker;
	};
	let breaker = next(settle(NEW_BREAKER, 0, cool(1000)));
	breaker = next(settle(breaker, 0, cool(2000)));
	breaker = next(atTime(breaker, 2000));
	breaker = next(probe(breaker, 2000, 'p1'));
	breaker = next(settle(breaker, 2000, FAILURE, { attemptId: 'p1' }));
	breaker = next(probe(breaker, 6000, 'p2'));
	next(settle(breaker, 6000, SUCCESS, { attemptId: 'p2' }));
	expect(states.map(({ state, epoch }) => `${state} ${epoch}`)).toEqual([
		'closed 0',
		'open 1',
		'open 1',
		'half_open 2',
		'half_open 2',
		'open 3',
		'half_open 4',
		'closed 5',
	]);
});

describe('an open breaker whose clock goes back', () => {
	it('cools for its own length from then on, at most', () => {
		const breaker = atTime(settle(NEW_BREAKER, 100_000, cool(5_000)), 104_000);
		expect(atTime(breaker, 4_000)).toMatchObject({ state: 'open', untilMs: 9_000, retryAfterUntilMs: 9_000 });
		expect(atTime(atTime(breaker, 4_000), 9_000).state).toBe('half_open');
	});

	it('is not lengthened by a clock that goes back a little', () => {
		const breaker = settle(NEW_BREAKER, 100_000, cool(5_000));
		expect(atTime(atTime(breaker, 102_000), 101_000)).toMatchObject({ untilMs: 105_000 });
	});

	it('knows the length of a deadline that was put off', () => {
		const later = settle(settle(NEW_BREAKER, 100_000, cool(1_000)), 100_500, cool(60_000), { epoch: 1 });
		expect(atTime(later, 0)).toMatchObject({ untilMs: 60_000 });
	});
});
