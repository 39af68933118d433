import type { BreakerSettings, Outcome } from '../../../../lib/state/state-store';
import { BREAKER, LEASE_MS, SHORT_LEASE_MS, candidate, createBench, told, untilOf } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';
import { startInTurn, waitForGrant } from './patient-call';

const x = candidate('x');
const y = candidate('y', { priority: 2 });
const stubborn = candidate('x', { ignoreCooldown: ['failure'] });
const FAILURE: Outcome = { kind: 'failure' };
const retryAfter = (untilMs: number): Outcome => ({ kind: 'cool', cause: 'retry_after', untilMs });

/** The breaker as all processes see it. */
export function describeCooldown(create: CreateStoreUnderTest): void {
	describe('cooldown', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());

		/** `count` failures of x, one after the other, from alternate processes. */
		async function fail(count: number, breaker: BreakerSettings = BREAKER): Promise<void> {
			for (let i = 0; i < count; i++) {
				const by = i % 2 ? t.a : t.b;
				await by.take(`failed-${i}`, [stubborn], { attemptId: `failed-${i}/${Math.random()}` });
				await by.report(`failed-${i}`, FAILURE, { breaker });
			}
		}

		it('begins with the third failure in a row, in all processes together (example 6)', async () => {
			await fail(2);
			expect(await t.state('x')).toMatchObject({ breaker: { state: 'closed' }, consecutiveFailures: 2 });
			await t.a.take('call-3', [x]);
			await t.a.report('call-3', FAILURE);
			const { breaker, epoch } = await t.state('x');
			expect(breaker).toMatchObject({ state: 'open', cause: 'failure' });
			expect(epoch).toBe(1);
			const reply = await t.b.take('call-4', [x, y]);
			expect(reply.key).toBe('y');
			expect(reply.passed).toMatchObject([{ key: 'x', reason: 'cooling', cause: 'failure' }]);
			t.expectMs(untilOf(reply.passed, 'x'), BREAKER.cooldownMs);
		});

		it('does not begin with 1 failure of 1, nor at all when it is off', async () => {
			await fail(1);
			expect((await t.state('x')).breaker).toEqual({ state: 'closed' });
			await fail(12, { allowedFails: 3, cooldownMs: 0 });
			expect((await t.state('x')).breaker).toEqual({ state: 'closed' });
		});

		it('begins when more than half of 10 attempts failed, never three in a row', async () => {
			const outcomes = [1, 1, 0, 1, 1, 0, 1, 0, 0, 1];
			for (const [i, failed] of outcomes.entries()) {
				expect((await t.state('x')).breaker).toEqual({ state: 'closed' });
				await t.a.take(`call-${i}`, [x]);
				await t.a.report(`call-${i}`, failed ? FAILURE : { kind: 'success' });
			}
			expect(await t.state('x')).toMatchObject({
				breaker: { state: 'open' },
				recentAttempts: 10,
				recentFailures: 6,
			});
		});

		it('cools two deployments that both answer 429, each failure counted once (example 4)', async () => {
			for (const key of ['x', 'y']) {
				await t.a.take(`call-${key}`, [candidate(key)]);
				await t.a.report(`call-${key}`, retryAfter(2000));
				await t.a.report(`call-${key}`, retryAfter(2000));
			}
			for (const state of await t.look('x', 'y')) {
				expect(state).toMatchObject({ breaker: { state: 'open', cause: 'retry_after' }, epoch: 1 });
				expect(state).toMatchObject({ recentAttempts: 1, recentFailures: 1, consecutiveFailures: 1 });
			}
		});

		it('is never begun by a bad request (example 5)', async () => {
			for (let i = 0; i < 12; i++) {
				await t.a.take(`call-${i}`, [x]);
				await t.a.report(`call-${i}`, { kind: 'neutral' });
			}
			expect(await t.state('x')).toMatchObject({
				breaker: { state: 'closed' },
				recentAttempts: 12,
				recentFailures: 0,
			});
		});

		it('leaves no trace of a cancelled attempt', async () => {
			await t.a.take('call-1', [x]);
			await t.a.report('call-1', { kind: 'cancelled' });
			expect(await t.state('x')).toMatchObject({ recentAttempts: 0, consecutiveFailures: 0, inFlight: 0 });
		});

		it('skips while it lasts, then lets one probe of ten calls through; its success brings all back (example 7)', async () => {
			await fail(3);
			await t.pass(BREAKER.cooldownMs / 2);
			expect((await t.a.take('early', [x, y])).key).toBe('y');
			await t.pass(BREAKER.cooldownMs / 2);
			const served: string[] = [];
			const calls = await startInTurn(10, async (i, onArrival) => {
				const call = { callId: `call-${i}`, candidates: [x], onArrival };
				const { probe } = await waitForGrant(i % 2 ? t.a : t.b, t.clock, call);
				served.push(`call-${i}${probe ? ' as probe' : ''}`);
			});
			await t.pass(50);
			expect(served).toEqual(['call-0 as probe']);
			expect(await t.state('x')).toMatchObject({ breaker: { state: 'half_open', probing: true }, inFlight: 1 });
			await t.b.report('call-0');
			await calls.done;
			expect(served.slice(1)).toEqual(Array.from({ length: 9 }, (_, i) => `call-${i + 1}`));
			expect((await t.state('x')).breaker).toEqual({ state: 'closed' });
		});

		it('lasts twice as long when the probe fails, and those who wait are told (example 7)', async () => {
			await fail(3);
			await t.pass(BREAKER.cooldownMs);
			expect((await t.a.take('probe', [x])).probe).toBe(true);
			const wake = t.b.wakeUps('call-2');
			const { reasons } = await t.b.queue('call-2', [x]);
			expect(told(reasons)).toEqual(['x: probing']);
			t.expectMs(untilOf(reasons, 'x'), LEASE_MS);
			await t.a.report('probe', FAILURE);
			await wake.next();
			const again = await t.b.queue('call-2', [x]);
			expect(told(again.reasons)).toEqual(['x: cooling']);
			t.expectMs(again.lookAgainMs, 2 * BREAKER.cooldownMs);
		});

		it('does not begin anew with failures of before its end', async () => {
			await fail(3);
			await t.pass(BREAKER.cooldownMs);
			await t.a.take('probe', [x]);
			await t.a.report('probe');
			expect(await t.state('x')).toMatchObject({ recentAttempts: 0, recentFailures: 0, epoch: 3 });
			const before = await t.state('x');
			await t.a.report('probe');
			expect(await t.state('x')).toEqual(before);
		});

		it('gives the probe to the oldest in line', async () => {
			await fail(3);
			await t.a.queue('call-1', [x]);
			await t.pass(BREAKER.cooldownMs);
			expect(told((await t.b.queue('call-2', [x])).reasons)).toEqual(['x: line']);
			expect((await t.a.take('call-1', [x])).probe).toBe(true);
			expect(told((await t.b.queue('call-2', [x])).reasons)).toEqual(['x: probing']);
		});

		it('has only the head of the line look at its end; the others look when the head may have died', async () => {
			await fail(3);
			const head = await t.a.queue('call-1', [x], { leaseMs: SHORT_LEASE_MS });
			t.expectMs(head.lookAgainMs, BREAKER.cooldownMs);
			const next = await t.b.queue('call-2', [x]);
			t.expectMs(untilOf(next.reasons, 'x'), BREAKER.cooldownMs);
			t.expectMs(next.lookAgainMs, SHORT_LEASE_MS);
			await t.kill(t.a.store);
			await t.pass(SHORT_LEASE_MS);
			expect((await t.b.take('call-2', [x])).probe).toBe(true);
		});

		it('gives the place of a cancelled probe to the next', async () => {
			await fail(3);
			await t.pass(BREAKER.cooldownMs);
			await t.a.take('call-1', [x]);
			const wake = t.b.wakeUps('call-2');
			await t.b.queue('call-2', [x]);
			await t.a.report('call-1', { kind: 'cancelled' });
			await wake.next();
			expect((await t.b.take('call-2', [x])).probe).toBe(true);
		});

		it('gives the place of a dead probe to the next; what it says later judges nobody', async () => {
			await fail(3);
			await t.pass(BREAKER.cooldownMs);
			await t.a.take('call-1', [x], { leaseMs: SHORT_LEASE_MS });
			const { lookAgainMs } = await t.b.queue('call-2', [x]);
			t.expectMs(lookAgainMs, SHORT_LEASE_MS);
			await t.pass(SHORT_LEASE_MS);
			expect((await t.state('x')).breaker).toEqual({ state: 'half_open', probing: false });
			const second = await t.b.take('call-2', [x]);
			expect(second.probe).toBe(true);
			await t.a.report('call-1', FAILURE, { tokens: 77 });
			expect(await t.state('x')).toMatchObject({
				breaker: { state: 'half_open', probing: true },
				epoch: second.epoch,
				tokensInWindow: 77 + 10,
			});
		});

		it('takes outcomes of before its beginning as statistics only', async () => {
			for (const callId of ['late-1', 'late-2', 'late-3']) await t.b.take(callId, [x]);
			await fail(3);
			const before = await t.state('x');
			await t.b.report('late-1', { kind: 'success' });
			await t.b.report('late-2', FAILURE);
			await t.b.report('late-3', retryAfter(1));
			const after = await t.state('x');
			expect(after).toMatchObject({ epoch: before.epoch, recentAttempts: 6, recentFailures: 5, inFlight: 0 });
			expect(after).toMatchObject({ breaker: { state: 'open', cause: 'failure' }, consecutiveFailures: 3 });
		});

		it('lasts until the later deadline, whoever named it', async () => {
			for (const callId of ['call-1', 'call-2', 'call-3']) await t.b.take(callId, [x]);
			await t.b.report('call-1', retryAfter(4000));
			await t.b.report('call-2', { kind: 'cool', cause: 'quota', untilMs: 9000 });
			await t.b.report('call-3', retryAfter(2000));
			const { breaker } = await t.state('x');
			expect(breaker).toMatchObject({ state: 'open', cause: 'quota' });
			t.expectMs(breaker.state === 'open' ? breaker.untilMs : undefined, 9000);
		});

		it('is never disregarded before a time that the provider named, though a longer cooldown hides it', async () => {
			await t.a.take('limited', [x]);
			await fail(3, { allowedFails: 3, cooldownMs: 4000 });
			await t.a.take('also-limited', [stubborn]);
			await t.a.report('also-limited', retryAfter(500));
			const early = await t.b.queue('call-1', [stubborn]);
			expect(early.reasons).toMatchObject([{ key: 'x', reason: 'cooling', cause: 'retry_after' }]);
			t.expectMs(untilOf(early.reasons, 'x'), 500);
			t.expectMs(early.lookAgainMs, 500);
			await t.pass(500);
			expect(await t.b.take('call-1', [stubborn])).toMatchObject({ key: 'x', probe: false });
			const { breaker } = await t.state('x');
			expect(breaker).toMatchObject({ state: 'open', cause: 'failure' });
		});

		it('lets a call wait for a lone deployment that named a time (example 19)', async () => {
			await t.a.take('call-1', [x]);
			await t.a.report('call-1', retryAfter(1000));
			const again = waitForGrant(t.a, t.clock, { callId: 'call-1b', candidates: [stubborn] });
			await t.pass(500);
			expect((await t.state('x')).waiting).toBe(1);
			await t.pass(500);
			expect(await again).toMatchObject({ key: 'x', probe: true });
		});

		it('is disregarded by a call that says so, for the causes it names', async () => {
			await fail(3);
			const reply = await t.a.take('call-1', [stubborn]);
			expect(reply).toMatchObject({ key: 'x', probe: false, epoch: 1 });
			const other = [candidate('x', { ignoreCooldown: ['access'] })];
			expect(told((await t.a.queue('call-2', other)).reasons)).toEqual(['x: cooling']);
		});

		it('ends when a call that disregarded it succeeds', async () => {
			await fail(3);
			await t.a.take('call-1', [stubborn]);
			const wake = t.b.wakeUps('call-2');
			await t.b.queue('call-2', [x]);
			await t.a.report('call-1');
			await wake.next();
			expect(await t.b.take('call-2', [x])).toMatchObject({ probe: false, epoch: 2 });
		});

		it('goes on when a call that disregarded it fails', async () => {
			await fail(3);
			await t.pass(BREAKER.cooldownMs / 2);
			await t.a.take('call-1', [stubborn]);
			await t.a.report('call-1', FAILURE);
			const { breaker, epoch } = await t.state('x');
			t.expectMs(breaker.state === 'open' ? breaker.untilMs : undefined, BREAKER.cooldownMs);
			expect(epoch).toBe(1);
		});

		it('lets a call that disregards it pass those who must wait for its end, not those who need not', async () => {
			await fail(3);
			await t.a.queue('bound', [x]);
			await t.b.take('call-1', [{ ...stubborn, concurrency: 1 }]);
			await t.b.queue('call-2', [{ ...stubborn, concurrency: 1 }]);
			expect(told((await t.a.queue('call-3', [stubborn])).reasons)).toEqual(['x: line']);
			const wake = t.b.wakeUps('call-2');
			await t.b.report('call-1', FAILURE);
			await wake.next();
			await t.b.take('call-2', [{ ...stubborn, concurrency: 1 }]);
			await t.a.take('call-3', [stubborn]);
		});

		it('counts limits for a probe as for any other', async () => {
			const tight = candidate('x', { rpm: 3 });
			await fail(3);
			await t.pass(BREAKER.cooldownMs);
			expect(told((await t.a.queue('call-1', [tight])).reasons)).toEqual(['x: rpm']);
			expect((await t.state('x')).breaker).toEqual({ state: 'half_open', probing: false });
		});
	});
}
