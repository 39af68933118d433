import { ANSWER_WITHIN_MS } from '../../../../lib/policy/held-places';
import { LEASE_MS, SHORT_LEASE_MS, candidate, createBench, told } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';

const x = candidate('x', { concurrency: 1 });
const y = candidate('y', { concurrency: 1 });

/** Of one killed process. */
const WAITING = 50;

/** What becomes of a queue whose first call does not look again: its process is killed, paused or busy. */
export function describeSilentHead(create: CreateStoreUnderTest): void {
	describe('a silent call at the head of a queue', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());

		/** What a process does when the store has said that the first call of a queue may be silent. */
		const checkQueue = async () =>
			await t.b.store.renew({ holder: 'process-b', leaseMs: 8000, attempts: [], tickets: [] });
		/** One call of `b` runs on x, `count` of `a` wait for it. */
		async function fillQueue(count = 1): Promise<void> {
			await t.b.take('running', [x]);
			for (let i = 1; i <= count; i++) await t.a.queue(`silent-${i}`, [x]);
		}
		/** The place on x becomes free, and the first in the queue does not answer. */
		async function freeInSilence(): Promise<void> {
			await t.b.report('running');
			await t.pass(ANSWER_WITHIN_MS);
		}

		it('is passed over, and the next one goes ahead', async () => {
			await fillQueue();
			const { reasons } = await t.b.queue('next', [x]);
			expect(told(reasons)).toEqual(['x: line']);
			const wake = t.b.wakeUps('next');
			const { checkQueueMs } = await t.b.store.settle(await settlementOf('running'));
			t.expectMs(checkQueueMs, ANSWER_WITHIN_MS);
			await t.pass(ANSWER_WITHIN_MS);
			await checkQueue();
			await wake.next();
			await t.b.take('next', [x]);
			expect(await t.state('x')).toMatchObject({ inFlight: 1, waiting: 0 });
		});

		async function settlementOf(callId: string) {
			const { epoch } = await t.state('x');
			const outcome = { kind: 'success' } as const;
			const breaker = { allowedFails: 3, cooldownMs: 600 };
			const measured = { reached: true, latencyMs: 5, windowMs: 1200 };
			return { callId, attemptId: `${callId}/1`, key: 'x', epoch, outcome, breaker, ...measured };
		}

		it('holds up others until then', async () => {
			await fillQueue();
			await t.b.queue('next', [x]);
			await t.b.report('running');
			await t.pass(ANSWER_WITHIN_MS / 2);
			expect(told((await t.b.queue('next', [x])).reasons)).toEqual(['x: line']);
		});

		it('keeps its place: it is served first of those who wait when it comes back', async () => {
			await fillQueue();
			await t.b.queue('next', [x]);
			await freeInSilence();
			await t.b.take('next', [x]);
			await t.b.queue('last', [x]);
			expect(told((await t.a.queue('silent-1', [x])).reasons)).toEqual(['x: concurrency']);
			expect(told((await t.b.queue('last', [x])).reasons)).toEqual(['x: line']);
			const [back, last] = [t.a.wakeUps('silent-1'), t.b.wakeUps('last')];
			await t.b.report('next');
			await back.next();
			await t.a.take('silent-1', [x]);
			await last.next();
			expect(told((await t.b.queue('last', [x])).reasons)).toEqual(['x: concurrency']);
		});

		it('is not silent as long as nothing became free', async () => {
			await fillQueue();
			await t.pass(2 * ANSWER_WITHIN_MS);
			await checkQueue();
			expect(told((await t.b.queue('next', [x])).reasons)).toEqual(['x: line']);
			expect((await t.state('x')).waiting).toBe(2);
		});

		it('is passed over when the time has come that it was given, though nobody woke it', async () => {
			const limited = candidate('x', { rpm: 1 });
			await t.b.take('running', [limited]);
			const { lookAgainMs } = await t.a.queue('silent-1', [limited]);
			const { checkQueueMs } = await t.b.queue('next', [limited]);
			t.expectMs(checkQueueMs, lookAgainMs! + ANSWER_WITHIN_MS);
			await t.pass(lookAgainMs!);
			expect(told((await t.b.queue('next', [limited])).reasons)).toEqual(['x: line']);
			await t.pass(ANSWER_WITHIN_MS);
			await t.b.take('next', [limited]);
		});

		it('is passed over in all its queues at once', async () => {
			await t.b.take('on-x', [x]);
			await t.b.take('on-y', [y]);
			await t.a.queue('silent', [x, y]);
			await t.b.queue('next', [y]);
			await t.b.report('on-x');
			await t.pass(ANSWER_WITHIN_MS);
			await checkQueue();
			expect(await t.look('x', 'y')).toMatchObject([{ waiting: 0 }, { waiting: 1 }]);
			expect(told((await t.b.queue('next', [y])).reasons)).toEqual(['y: concurrency']);
		});

		it(`takes all of ${WAITING} waiting calls of a killed process with it`, async () => {
			await fillQueue(WAITING);
			await t.b.queue('next', [x]);
			await t.kill(t.a.store);
			const wake = t.b.wakeUps('next');
			await freeInSilence();
			await checkQueue();
			await wake.next();
			await t.b.take('next', [x]);
			expect((await t.state('x')).waiting).toBe(0);
		});

		it('gives all of them their places again when one of them looks', async () => {
			await fillQueue(3);
			await t.b.queue('next', [x]);
			await freeInSilence();
			await t.b.take('next', [x]);
			await t.b.queue('last', [x]);
			expect((await t.state('x')).waiting).toBe(1);
			await t.a.queue('silent-1', [x]);
			expect((await t.state('x')).waiting).toBe(4);
			const wakes = ['silent-2', 'silent-3'].map((callId) => t.a.wakeUps(callId));
			await t.b.report('next');
			for (const [i, callId] of ['silent-1', 'silent-2', 'silent-3'].entries()) {
				if (i > 0) await wakes[i - 1]!.next();
				await t.a.take(callId, [x]);
				expect(told((await t.b.queue('last', [x])).reasons)).toEqual([i < 2 ? 'x: line' : 'x: concurrency']);
				await t.a.report(callId);
			}
		});

		it('gives the others of its process their places again when that renews them', async () => {
			await fillQueue(2);
			await freeInSilence();
			await checkQueue();
			expect((await t.state('x')).waiting).toBe(0);
			expect(await t.a.renew({ tickets: ['silent-1', 'silent-2'] })).toMatchObject({ lost: [] });
			expect((await t.state('x')).waiting).toBe(1);
			await t.a.take('silent-1', [x]);
			expect(await t.state('x')).toMatchObject({ inFlight: 1, waiting: 1 });
		});

		it('costs the other calls of a process that lives no time: one of them is woken', async () => {
			await fillQueue(2);
			await t.b.queue('next', [x]);
			const wake = t.a.wakeUps('silent-2');
			await freeInSilence();
			await checkQueue();
			await wake.next();
			await t.a.take('silent-2', [x]);
			expect(told((await t.b.queue('next', [x])).reasons)).toEqual(['x: concurrency']);
		});

		it('costs the running calls of its process no place', async () => {
			const wide = candidate('x', { concurrency: 2 });
			await t.a.take('on-a', [wide]);
			await t.b.take('on-b', [wide]);
			await t.a.queue('silent', [wide]);
			await t.b.queue('next', [wide]);
			await t.b.report('on-b');
			await t.pass(ANSWER_WITHIN_MS);
			await t.b.take('next', [wide]);
			expect(told((await t.b.queue('last', [wide])).reasons)).toEqual(['x: concurrency']);
			expect((await t.state('x')).inFlight).toBe(2);
		});

		it('loses its ticket when that is not renewed, as ever', async () => {
			await t.b.take('running', [x]);
			await t.a.queue('silent', [x], { leaseMs: ANSWER_WITHIN_MS + SHORT_LEASE_MS });
			await freeInSilence();
			await checkQueue();
			await t.b.take('other', [x], { leaseMs: LEASE_MS });
			await t.pass(SHORT_LEASE_MS);
			expect(await t.a.renew({ tickets: ['silent'] })).toEqual({ wake: [], lost: ['silent'] });
		});
	});
}
