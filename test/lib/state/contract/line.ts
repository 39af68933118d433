import { LEASE_MS, candidate, createBench, told, untilOf } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';
import { startInTurn, waitForGrant } from './patient-call';

const x = candidate('x', { concurrency: 1 });
const y = candidate('y', { concurrency: 1 });

/** First come, first served; who is woken and when. */
export function describeLine(create: CreateStoreUnderTest): void {
	describe('the line', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());

		it('serves calls in the order in which they came', async () => {
			await t.a.take('call-0', [x]);
			const served: string[] = [];
			const calls = await startInTurn(10, async (i, onArrival) => {
				const by = i % 2 ? t.a : t.b;
				const callId = `call-${i + 1}`;
				await waitForGrant(by, t.clock, { callId, candidates: [x], onArrival });
				served.push(callId);
				await by.report(callId);
			});
			expect((await t.state('x')).waiting).toBe(10);
			await t.a.report('call-0');
			await calls.done;
			expect(served).toEqual(Array.from({ length: 10 }, (_, i) => `call-${i + 1}`));
			expect(await t.state('x')).toMatchObject({ waiting: 0, inFlight: 0 });
		});

		it('lets those behind a cancelled waiter move up (example 10)', async () => {
			await t.a.take('call-1', [x]);
			await t.a.queue('call-2', [x]);
			await t.b.queue('call-3', [x]);
			const wake = t.b.wakeUps('call-3');
			await t.a.leave('call-2');
			await t.a.leave('call-2');
			expect((await t.state('x')).waiting).toBe(1);
			await t.a.report('call-1');
			await wake.next();
			await t.b.take('call-3', [x]);
		});

		it('gives each deployment to the oldest call that waits for it (example 18)', async () => {
			await t.a.take('on-x', [x]);
			await t.a.take('on-y', [y]);
			const wake1 = t.a.wakeUps('call-1');
			const wake2 = t.b.wakeUps('call-2');
			await t.a.queue('call-1', [x, y]);
			expect(told((await t.b.queue('call-2', [y])).reasons)).toEqual(['y: line']);

			await t.a.report('on-y');
			await wake1.next();
			expect(told((await t.b.queue('call-2', [y])).reasons)).toEqual(['y: line']);
			expect((await t.a.take('call-1', [x, y])).key).toBe('y');

			await t.a.report('on-x');
			await wake2.next(); // it has become the head of its line
			expect(told((await t.b.queue('call-2', [y])).reasons)).toEqual(['y: concurrency']);
			expect(await t.look('x', 'y')).toMatchObject([{ inFlight: 0 }, { inFlight: 1, waiting: 1 }]);

			await t.a.report('call-1');
			await wake2.next();
			expect((await t.b.take('call-2', [y])).key).toBe('y');
		});

		it('is not overtaken by a later call, though there is room for that one', async () => {
			await t.a.take('call-1', [candidate('x', { tokens: 900 })]);
			const large = await t.a.queue('call-2', [candidate('x', { tpm: 1000, tokens: 500 })]);
			expect(told(large.reasons)).toEqual(['x: tpm']);
			const small = await t.b.queue('call-3', [candidate('x', { tpm: 1000, tokens: 1 })]);
			expect(told(small.reasons)).toEqual(['x: line']);
			expect(untilOf(small.reasons, 'x')).toBeUndefined();
			expect(told((await t.b.queue('call-4', [candidate('x')])).reasons)).toEqual(['x: line']);
		});

		it('goes round a line where another deployment is free', async () => {
			await t.a.take('call-1', [x]);
			await t.a.queue('call-2', [x]);
			expect((await t.b.take('call-3', [x, y])).key).toBe('y');
		});

		it('wakes one after the other when several places become free', async () => {
			const wide = candidate('x', { concurrency: 2 });
			await t.a.take('call-1', [wide]);
			await t.a.take('call-2', [wide]);
			const wakes = ['call-3', 'call-4', 'call-5'].map((callId) => t.b.wakeUps(callId));
			for (const callId of ['call-3', 'call-4', 'call-5']) await t.b.queue(callId, [wide]);
			await t.a.report('call-1');
			await t.a.report('call-2');
			await wakes[0]!.next();
			await t.b.take('call-3', [wide]);
			await wakes[1]!.next();
			await t.b.take('call-4', [wide]);
			await wakes[2]!.next();
			expect(told((await t.b.queue('call-5', [wide])).reasons)).toEqual(['x: concurrency']);
		});

		it('wakes nobody but the head', async () => {
			await t.a.take('call-1', [x]);
			await t.a.queue('call-2', [x]);
			await t.a.queue('call-3', [x]);
			const [second, third] = [t.a.wakeUps('call-2'), t.a.wakeUps('call-3')];
			await t.a.report('call-1');
			await second.next();
			await t.pass(50);
			expect(third.times()).toBe(0);
		});

		it('wakes a call through the handle it waits at, whoever made room', async () => {
			await t.b.take('call-1', [x]);
			const wake = t.a.wakeUps('call-2');
			await t.a.queue('call-2', [x]);
			await t.b.report('call-1');
			await wake.next();
		});

		it('never wakes from inside a verb, nor after the subscription has ended', async () => {
			await t.a.take('call-1', [x]);
			await t.a.queue('call-2', [x]);
			const told: string[] = [];
			t.a.store.onWake('call-2', () => told.push('kept'));
			t.a.store.onWake('call-2', () => told.push('ended'))();
			const report = t.a.report('call-1');
			expect(told).toEqual([]);
			await report;
			await t.pass(50);
			expect(told).toEqual(['kept']);
		});

		it('wakes nobody through a closed handle', async () => {
			await t.b.take('call-1', [x]);
			const wake = t.a.wakeUps('call-2');
			await t.a.queue('call-2', [x]);
			await t.a.store.close();
			await t.b.report('call-1');
			await t.pass(50);
			expect(wake.times()).toBe(0);
		});

		it('keeps a place while the call looks again, at other candidates too', async () => {
			await t.a.take('on-x', [x]);
			await t.a.take('on-y', [y]);
			await t.a.queue('call-1', [x]);
			await t.b.queue('call-2', [x, y]);
			expect(told((await t.a.queue('call-1', [x, y])).reasons)).toEqual(['x: concurrency', 'y: concurrency']);
			expect(told((await t.b.queue('call-2', [x, y])).reasons)).toEqual(['x: line', 'y: line']);
			expect(await t.look('x', 'y')).toMatchObject([{ waiting: 2 }, { waiting: 2 }]);
		});

		it('leaves the lines of candidates that are named no longer, and those behind move up', async () => {
			await t.a.take('on-x', [x]);
			await t.a.take('on-y', [y]);
			await t.a.queue('call-1', [x, y]);
			await t.b.queue('call-2', [x]);
			const wake = t.b.wakeUps('call-2');
			await t.a.queue('call-1', [y]);
			await wake.next();
			expect(told((await t.b.queue('call-2', [x])).reasons)).toEqual(['x: concurrency']);
			expect(await t.look('x', 'y')).toMatchObject([{ waiting: 1 }, { waiting: 1 }]);
		});

		it('takes a granted call out of all its lines', async () => {
			await t.a.take('on-x', [x]);
			await t.a.take('on-y', [y]);
			await t.a.queue('call-1', [x, y]);
			await t.b.queue('call-2', [y]);
			const wake = t.b.wakeUps('call-2');
			await t.a.report('on-x');
			await t.a.take('call-1', [x, y]);
			await wake.next();
			const { reasons, lookAgainMs } = await t.b.queue('call-2', [y]);
			expect(told(reasons)).toEqual(['y: concurrency']);
			t.expectMs(lookAgainMs, LEASE_MS);
		});

		it('is not held up by a call that must wait for a time of its own', async () => {
			const later = candidate('x', { concurrency: 1, notBeforeMs: 500 });
			const { reasons, lookAgainMs } = await t.a.queue('call-1', [later]);
			expect(reasons).toEqual([{ key: 'x', reason: 'not_before', untilMs: 500 }]);
			expect(lookAgainMs).toBe(500);
			await t.b.take('call-2', [x]);
			await t.b.queue('call-3', [x]);
			await t.pass(500);
			await t.b.report('call-2');
			// It came first, so it is first again now that its time has come.
			expect((await t.a.take('call-1', [x])).key).toBe('x');
			expect(told((await t.b.queue('call-3', [x])).reasons)).toEqual(['x: concurrency']);
		});
	});
}
