import { SHORT_LEASE_MS, candidate, createBench, told } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';

const x = candidate('x', { concurrency: 1 });

/** What becomes of leases and tickets when their process lives on, and when it does not. */
export function describeHolders(create: CreateStoreUnderTest): void {
	describe('a killed process', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());
		const leaseMs = SHORT_LEASE_MS;

		it('loses its leases to others', async () => {
			await t.a.take('call-1', [x], { leaseMs });
			const { lookAgainMs } = await t.b.queue('call-2', [x]);
			t.expectMs(lookAgainMs, SHORT_LEASE_MS);
			await t.kill(t.a.store);
			await t.pass(SHORT_LEASE_MS);
			await t.b.take('call-2', [x]);
			expect((await t.state('x')).inFlight).toBe(1);
		});

		it('loses its place in line to those behind, who know when to look', async () => {
			await t.b.take('call-1', [x]);
			await t.a.queue('call-2', [x], { leaseMs });
			const { reasons, lookAgainMs } = await t.b.queue('call-3', [x]);
			expect(told(reasons)).toEqual(['x: line']);
			t.expectMs(lookAgainMs, SHORT_LEASE_MS);
			await t.kill(t.a.store);
			await t.b.report('call-1');
			await t.pass(SHORT_LEASE_MS);
			await t.b.take('call-3', [x]);
			expect((await t.state('x')).waiting).toBe(0);
		});

		it('has those who wait for its lease woken by the first verb after its end', async () => {
			await t.a.take('call-1', [x], { leaseMs });
			const wake = t.b.wakeUps('call-2');
			await t.b.queue('call-2', [x]);
			await t.kill(t.a.store);
			await t.pass(SHORT_LEASE_MS);
			await t.look('x');
			await wake.next();
		});

		it('wakes no call whose own verb has noticed its end', async () => {
			await t.b.take('call-1', [x]);
			await t.a.queue('call-2', [x], { leaseMs });
			const wake = t.b.wakeUps('call-3');
			await t.b.queue('call-3', [x]);
			await t.kill(t.a.store);
			await t.pass(SHORT_LEASE_MS);
			expect(told((await t.b.queue('call-3', [x])).reasons)).toEqual(['x: concurrency']);
			await t.pass(50);
			expect(wake.times()).toBe(0);
		});

		it('has those behind it woken by the first verb after its end', async () => {
			await t.b.take('call-1', [x]);
			await t.a.queue('call-2', [x], { leaseMs });
			const wake = t.b.wakeUps('call-3');
			await t.b.queue('call-3', [x]);
			await t.kill(t.a.store);
			await t.pass(SHORT_LEASE_MS);
			await t.look('x');
			await wake.next();
		});
	});

	describe('renewal', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());
		const leaseMs = SHORT_LEASE_MS;

		it('keeps leases and tickets alive', async () => {
			await t.a.take('call-1', [x], { leaseMs });
			await t.a.queue('call-2', [x], { leaseMs });
			for (let i = 0; i < 3; i++) {
				await t.pass(SHORT_LEASE_MS / 2);
				expect(await t.a.renew({ attempts: ['call-1'], tickets: ['call-2'] })).toEqual({ wake: [], lost: [] });
			}
			expect(await t.state('x')).toMatchObject({ inFlight: 1, waiting: 1 });
			await t.pass(SHORT_LEASE_MS);
			expect(await t.state('x')).toMatchObject({ inFlight: 0, waiting: 0 });
		});

		it('is what asking again does, too', async () => {
			await t.a.take('call-1', [x], { leaseMs });
			await t.a.queue('call-2', [x], { leaseMs });
			await t.pass(SHORT_LEASE_MS / 2);
			await t.a.take('call-1', [x], { leaseMs });
			await t.a.queue('call-2', [x], { leaseMs });
			await t.pass(SHORT_LEASE_MS / 2);
			expect(await t.state('x')).toMatchObject({ inFlight: 1, waiting: 1 });
		});

		it('names the tickets that are lost; they go to the end of the line', async () => {
			await t.b.take('call-1', [x]);
			await t.a.queue('call-2', [x], { leaseMs });
			await t.b.queue('call-3', [x]);
			await t.pass(SHORT_LEASE_MS);
			expect(await t.a.renew({ tickets: ['call-2', 'never'] })).toEqual({ wake: [], lost: ['call-2', 'never'] });
			expect(told((await t.a.queue('call-2', [x])).reasons)).toEqual(['x: line']);
			expect(told((await t.b.queue('call-3', [x])).reasons)).toEqual(['x: concurrency']);
		});

		it('names the tickets that could be granted now: a lost wake-up is made good', async () => {
			const wide = candidate('x', { concurrency: 3 });
			for (const callId of ['call-1', 'call-2', 'call-3']) await t.a.take(callId, [wide]);
			for (const callId of ['call-4', 'call-5']) await t.b.queue(callId, [wide]);
			expect(await t.b.renew({ tickets: ['call-4', 'call-5'] })).toEqual({ wake: [], lost: [] });
			await t.a.report('call-1');
			await t.a.report('call-2');
			expect(await t.b.renew({ tickets: ['call-4', 'call-5'] })).toEqual({ wake: ['call-4'], lost: [] });
		});

		it('does not revive a lease that has expired', async () => {
			await t.a.take('call-1', [x], { leaseMs });
			await t.pass(SHORT_LEASE_MS);
			await t.a.renew({ attempts: ['call-1'] });
			expect((await t.state('x')).inFlight).toBe(0);
		});

		it('does not touch what another process holds', async () => {
			await t.a.take('call-1', [x], { leaseMs });
			await t.a.queue('call-2', [x], { leaseMs });
			await t.pass(SHORT_LEASE_MS / 2);
			const attempts = [{ attemptId: 'call-1/1', key: 'x' }];
			const others = { holder: 'process-b', leaseMs, attempts, tickets: ['call-2'] };
			expect(await t.b.store.renew(others)).toMatchObject({ wake: [], lost: ['call-2'] });
			await t.pass(SHORT_LEASE_MS / 2);
			expect(await t.state('x')).toMatchObject({ inFlight: 0, waiting: 0 });
		});
	});
}
