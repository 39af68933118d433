import { BREAKER, candidate, createBench, told } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';

/** Which candidate is granted, what is said of the others. */
export function describeGranting(create: CreateStoreUnderTest): void {
	describe('granting', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());

		it('grants the first candidate', async () => {
			expect(await t.a.ask('call', [candidate('x'), candidate('y')])).toEqual({
				kind: 'granted',
				key: 'x',
				epoch: 0,
				probe: false,
				passed: [],
			});
		});

		it('grants priority 1 to all of 100 calls while it is healthy (example 1)', async () => {
			const candidates = [candidate('x'), candidate('y', { priority: 2 })];
			for (let i = 0; i < 100; i++) {
				const by = i % 2 ? t.a : t.b;
				expect((await by.take(`call-${i}`, candidates)).key).toBe('x');
				await by.report(`call-${i}`);
			}
			expect(await t.look('x', 'y')).toMatchObject([
				{ key: 'x', requestsInWindow: 100, inFlight: 0 },
				{ key: 'y', requestsInWindow: 0, inFlight: 0 },
			]);
		});

		it('says with a grant which candidates were passed over and why', async () => {
			await t.a.take('first', [candidate('x')]);
			const reply = await t.b.take('second', [
				candidate('w', { rpm: 0 }),
				candidate('x', { concurrency: 1 }),
				candidate('y', { priority: 2, notBeforeMs: 500 }),
				candidate('z', { priority: 3 }),
			]);
			expect(reply.key).toBe('z');
			expect(told(reply.passed)).toEqual(['w: blocked', 'x: concurrency', 'y: not_before']);
		});

		it('repeats the same grant to an attempt that asks again, and counts it once', async () => {
			const first = await t.a.take('call', [candidate('x'), candidate('y')]);
			const again = await t.a.take('call', [candidate('y'), candidate('x')]);
			expect(again).toEqual(first);
			expect(await t.look('x', 'y')).toMatchObject([
				{ requestsInWindow: 1, tokensInWindow: 10, inFlight: 1 },
				{ requestsInWindow: 0, inFlight: 0 },
			]);
		});

		it('shares its state among handles', async () => {
			await t.a.take('call-1', [candidate('x')]);
			expect(told((await t.b.queue('call-2', [candidate('x', { concurrency: 1 })])).reasons)).toEqual([
				'x: concurrency',
			]);
		});

		it('grants the deployment with the largest share of its limits left', async () => {
			for (let i = 0; i < 3; i++) await t.a.take(`x-${i}`, [candidate('x', { tokens: 200 })]);
			for (let i = 0; i < 4; i++) await t.a.take(`y-${i}`, [candidate('y', { tokens: 10 })]);
			const byRequests = [candidate('x', { rpm: 10 }), candidate('y', { rpm: 20 })];
			const byTokens = [candidate('y', { rpm: 100, tpm: 100 }), candidate('x', { rpm: 100, tpm: 10_000 })];
			const unlimited = [candidate('x', { rpm: 10 }), candidate('y')];
			const order = 'least_used';
			expect((await t.b.take('call-1', byRequests, { order, wait: false })).key).toBe('y');
			expect((await t.b.take('call-2', byTokens, { order, wait: false })).key).toBe('x');
			expect((await t.b.take('call-3', unlimited, { order, wait: false })).key).toBe('y');
		});

		it('keeps the given order among equally used deployments, and priorities apart', async () => {
			await t.a.take('call-0', [candidate('x')]);
			const order = 'least_used';
			const candidates = [candidate('x', { rpm: 10 }), candidate('y', { rpm: 10, priority: 2 })];
			expect((await t.a.take('call-1', candidates, { order })).key).toBe('x');
			const equals = [candidate('w', { rpm: 9 }), candidate('v', { rpm: 8 })];
			expect((await t.a.take('call-2', equals, { order })).key).toBe('w');
		});

		it('refuses at once what can never be served, though the call would wait', async () => {
			const candidates = [
				candidate('a', { rpm: 0 }),
				candidate('b', { tpm: 0 }),
				candidate('c', { concurrency: 0 }),
				candidate('d', { tpm: 9, tokens: 10 }),
			];
			expect(await t.a.ask('call', candidates)).toEqual({
				kind: 'refused',
				reasons: [
					{ key: 'a', reason: 'blocked' },
					{ key: 'b', reason: 'blocked' },
					{ key: 'c', reason: 'blocked' },
					{ key: 'd', reason: 'too_large' },
				],
			});
			expect((await t.state('a')).waiting).toBe(0);
		});

		it('grants a call exactly as large as the limit', async () => {
			expect((await t.a.ask('call', [candidate('x', { tpm: 10, tokens: 10 })])).kind).toBe('granted');
		});

		it('waits when one candidate of several can be served later', async () => {
			await t.a.take('call-1', [candidate('y')]);
			const reply = await t.a.queue('call-2', [candidate('x', { rpm: 0 }), candidate('y', { concurrency: 1 })]);
			expect(told(reply.reasons)).toEqual(['x: blocked', 'y: concurrency']);
			expect(await t.look('x', 'y')).toMatchObject([{ waiting: 0 }, { waiting: 1 }]);
		});

		it('refuses a call that does not want to wait, and gives up the place it had', async () => {
			await t.a.take('call-1', [candidate('x')]);
			const busy = [candidate('x', { concurrency: 1 })];
			await t.a.queue('call-2', busy);
			const reply = await t.a.ask('call-2', busy, { wait: false });
			expect(reply).toEqual({ kind: 'refused', reasons: [{ key: 'x', reason: 'concurrency' }] });
			expect((await t.state('x')).waiting).toBe(0);
		});

		it('knows nothing of a deployment that was never used', async () => {
			expect(await t.look('never', 'seen')).toEqual(
				['never', 'seen'].map((key) => ({
					key,
					breaker: { state: 'closed' },
					epoch: 0,
					consecutiveFailures: 0,
					recentAttempts: 0,
					recentFailures: 0,
					requestsInWindow: 0,
					tokensInWindow: 0,
					inFlight: 0,
					waiting: 0,
					limits: {},
				})),
			);
		});

		it('shows the deployments in the order asked for', async () => {
			await t.a.take('call-1', [candidate('x')]);
			await t.a.take('call-2', [candidate('y', { tokens: 7 })]);
			await t.a.report('call-2', { kind: 'failure' }, { breaker: BREAKER });
			const [y, x] = await t.look('y', 'x');
			expect(y).toMatchObject({ key: 'y', tokensInWindow: 7, inFlight: 0, consecutiveFailures: 1 });
			expect(y).toMatchObject({ recentAttempts: 1, recentFailures: 1 });
			expect(x).toMatchObject({ key: 'x', tokensInWindow: 10, inFlight: 1, recentAttempts: 0 });
		});
	});
}
