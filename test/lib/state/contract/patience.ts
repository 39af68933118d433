import { candidate, createBench, told, untilOf } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';
import { waitForGrant } from './patient-call';

const x = candidate('x', { concurrency: 1 });
const y = candidate('y', { concurrency: 1 });

/** How long a call waits for a full priority before it looks at the next. */
export function describePatience(create: CreateStoreUnderTest): void {
	describe('patience', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());

		it('keeps 6 calls on two machines at home, in order of arrival, and none in the cloud (example 17)', async () => {
			const home = { concurrency: 1, patienceMs: 300_000 };
			const candidates = [candidate('x', home), candidate('y', home), candidate('cloud', { priority: 2 })];
			const served: Array<[string, string]> = [];
			const calls = Array.from({ length: 6 }, async (_, i) => {
				const callId = `call-${i}`;
				const { key } = await waitForGrant(t.a, t.clock, { callId, candidates });
				served.push([callId, key]);
			});
			await t.pass(50);
			expect(served).toEqual([
				['call-0', 'x'],
				['call-1', 'y'],
			]);
			const ends = [
				{ done: 'call-1', next: 'call-2' },
				{ done: 'call-0', next: 'call-3' },
				{ done: 'call-3', next: 'call-4' },
				{ done: 'call-2', next: 'call-5' },
			];
			for (const { done, next } of ends) {
				await t.a.report(done);
				await t.pass(50);
				expect(served[served.length - 1]![0]).toBe(next);
			}
			await Promise.all(calls);
			expect((await t.state('cloud')).requestsInWindow).toBe(0);
		});

		it('says how long it will last, and is over when the call says so', async () => {
			await t.a.take('call-1', [x]);
			const asking = (patienceMs: number) => [{ ...x, patienceMs }, candidate('cloud', { priority: 2 })];
			const { reasons, lookAgainMs } = await t.b.queue('call-2', asking(400));
			expect(reasons).toEqual([
				{ key: 'x', reason: 'concurrency' },
				{ key: 'cloud', reason: 'patience', untilMs: 400 },
			]);
			expect(lookAgainMs).toBe(400);
			expect(await t.look('x', 'cloud')).toMatchObject([{ waiting: 1 }, { waiting: 0 }]);
			expect((await t.b.take('call-2', asking(0))).key).toBe('cloud');
			expect((await t.state('x')).waiting).toBe(0);
		});

		it('is the longest of its priority, and holds back all lower ones', async () => {
			await t.a.take('call-1', [x]);
			await t.a.take('call-2', [y]);
			const { reasons } = await t.b.queue('call-3', [
				{ ...x, patienceMs: 700 },
				{ ...y, patienceMs: 100 },
				candidate('cloud', { priority: 2 }),
				candidate('last', { priority: 3 }),
			]);
			expect(told(reasons)).toEqual(['x: concurrency', 'y: concurrency', 'cloud: patience', 'last: patience']);
			expect(untilOf(reasons, 'last')).toBe(700);
		});

		it('is not for deployments that cool or must not be tried yet', async () => {
			await t.a.take('call-1', [x]);
			await t.a.report('call-1', { kind: 'cool', cause: 'retry_after', untilMs: 5000 });
			const reply = await t.a.take('call-2', [
				{ ...x, patienceMs: 9000 },
				candidate('y', { patienceMs: 9000, notBeforeMs: 100 }),
				candidate('cloud', { priority: 2 }),
			]);
			expect(reply.key).toBe('cloud');
			expect(told(reply.passed)).toEqual(['x: cooling', 'y: not_before']);
		});
	});
}
