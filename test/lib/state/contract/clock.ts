import { SPEED_FRESH_MS } from '../../../../lib/policy/measured-speed';
import { LONGEST_LEASE_MS } from '../../../../lib/policy/held-places';
import type { BreakerSettings, Outcome } from '../../../../lib/state/state-store';
import { WINDOW_MS, candidate, createBench, told, untilOf } from './bench';
import type { Bench, StoreUnderTest } from './bench';

/** A store whose clock a test can set right, forward and back. */
export interface StoreOnClock extends StoreUnderTest {
	jump(ms: number): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const JUMPS = [
	{ name: 'an hour back', jumpMs: -HOUR_MS },
	{ name: 'ten days back', jumpMs: -10 * DAY_MS },
	{ name: 'an hour forward', jumpMs: HOUR_MS },
];
const COOLDOWN: BreakerSettings = { allowedFails: 1, cooldownMs: 3_000 };
const x = candidate('x', { concurrency: 1 });

/** No jump of the clock lengthens anything beyond its own maximum. */
export function describeClock(name: string, create: () => Promise<StoreOnClock>): void {
	describe.each(JUMPS)(`${name}, with its clock $name`, ({ jumpMs }) => {
		let t: Bench;
		let jump: () => Promise<void>;
		beforeEach(async () => {
			t = await createBench(async () => {
				const store = await create();
				jump = async () => await store.jump(jumpMs);
				return store;
			});
		});
		afterEach(async () => await t.end());
		const isBack = jumpMs < 0;

		async function fail(outcome: Outcome, breaker = COOLDOWN): Promise<void> {
			await t.a.take('failed', [candidate('x')]);
			await t.a.report('failed', outcome, { breaker });
		}
		/** How long x still cools, and that it is usable when that is over. */
		async function coolsMs(): Promise<number> {
			const { breaker } = await t.state('x');
			const leftMs = breaker.state === 'open' ? breaker.untilMs : 0;
			await t.pass(leftMs);
			expect((await t.a.take('probe', [x])).probe).toBe(true);
			return leftMs;
		}

		it.each(['rpm', 'tpm'] as const)('a window lasts no longer: %s', async (limit) => {
			const limited = candidate('x', { [limit]: limit === 'rpm' ? 1 : 10 });
			await t.a.take('call-1', [limited]);
			await jump();
			if (isBack) {
				const { reasons, lookAgainMs } = await t.b.queue('call-2', [limited]);
				expect(untilOf(reasons, 'x')).toBe(WINDOW_MS);
				expect(lookAgainMs).toBe(WINDOW_MS);
				await t.pass(WINDOW_MS);
			}
			await t.b.take('call-2', [limited]);
		});

		it('a cooldown lasts no longer than its own length, doubled ones too', async () => {
			await fail({ kind: 'failure' });
			await t.pass(COOLDOWN.cooldownMs - 1);
			await jump();
			expect(await coolsMs()).toBe(isBack ? COOLDOWN.cooldownMs : 0);
			await t.a.report('probe', { kind: 'failure' }, { breaker: COOLDOWN });
			await jump();
			expect((await t.state('x')).breaker.state).toBe(isBack ? 'open' : 'half_open');
			expect(await leftOf('x')).toBe(isBack ? 2 * COOLDOWN.cooldownMs : 0);
		});

		async function leftOf(key: string): Promise<number> {
			const { breaker } = await t.state(key);
			return breaker.state === 'open' ? breaker.untilMs : 0;
		}

		it('a Retry-After lasts no longer than the provider named, at most a day', async () => {
			await fail({ kind: 'cool', cause: 'retry_after', untilMs: DAY_MS });
			await jump();
			expect(await leftOf('x')).toBe(isBack ? DAY_MS : DAY_MS - HOUR_MS);
			await t.pass(DAY_MS);
			expect((await t.state('x')).breaker.state).not.toBe('open');
		});

		it('a lease lasts no longer, and its attempt ends in order', async () => {
			await t.a.take('call-1', [x], { leaseMs: LONGEST_LEASE_MS });
			await jump();
			if (isBack) expect((await t.state('x')).inFlight).toBe(1);
			else await t.a.report('call-1');
			await t.pass(LONGEST_LEASE_MS);
			expect((await t.state('x')).inFlight).toBe(0);
			await t.b.take('call-2', [x]);
		});

		it('a ticket lasts no longer', async () => {
			await t.b.take('call-1', [x]);
			await t.a.queue('call-2', [x], { leaseMs: LONGEST_LEASE_MS });
			await jump();
			await t.look('x');
			await t.pass(LONGEST_LEASE_MS);
			expect(await t.state('x')).toMatchObject({ inFlight: 0, waiting: 0 });
			await t.b.take('call-3', [x]);
		});

		it('a probe lasts no longer than its lease', async () => {
			await fail({ kind: 'failure' });
			await t.pass(COOLDOWN.cooldownMs);
			expect((await t.a.take('probe', [x], { leaseMs: LONGEST_LEASE_MS })).probe).toBe(true);
			await jump();
			if (isBack) {
				const { reasons } = await t.b.queue('other', [candidate('x')]);
				expect(told(reasons)).toEqual(['x: probing']);
				expect(untilOf(reasons, 'x')).toBeLessThanOrEqual(LONGEST_LEASE_MS);
				await t.pass(LONGEST_LEASE_MS);
			}
			// An hour later the deployment is forgotten, with its cooldown.
			expect((await t.b.take('other', [candidate('x')])).probe).toBe(isBack);
		});

		it('calls that wait and run go on in order', async () => {
			await t.a.take('call-1', [x]);
			await t.a.queue('call-2', [x]);
			await t.b.queue('call-3', [x]);
			const wakes = [t.a.wakeUps('call-2'), t.b.wakeUps('call-3')];
			await jump();
			await t.a.report('call-1');
			if (isBack) await wakes[0]!.next();
			await t.a.take('call-2', [x]);
			await t.a.report('call-2');
			if (isBack) await wakes[1]!.next();
			await t.b.take('call-3', [x]);
		});

		it('a measured speed counts no longer', async () => {
			await t.a.take('call-1', [candidate('x')]);
			await t.a.report('call-1', { kind: 'success' }, { timeToFirstTokenMs: 40 });
			await jump();
			expect((await t.state('x')).firstTokenMs).toBe(isBack ? 40 : undefined);
			await t.pass(SPEED_FRESH_MS);
			expect((await t.state('x')).firstTokenMs).toBeUndefined();
		});

		it('failures of the last minute count no longer than a minute', async () => {
			await t.a.take('call-1', [candidate('x')]);
			await t.a.report('call-1', { kind: 'failure' }, { breaker: { allowedFails: 100, cooldownMs: 600 } });
			await jump();
			expect((await t.state('x')).recentFailures).toBe(isBack ? 1 : 0);
			await t.pass(60_000);
			expect((await t.state('x')).recentFailures).toBe(0);
		});

		it('a deployment is forgotten an hour after its last use', async () => {
			await t.a.take('call-1', [candidate('x')]);
			await t.a.report('call-1', { kind: 'failure' });
			await jump();
			await t.look('x');
			await t.pass(HOUR_MS);
			expect((await t.state('x')).consecutiveFailures).toBe(0);
		});
	});
}
