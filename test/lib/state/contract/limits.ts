import { LEASE_MS, WINDOW_MS, candidate, createBench, told, untilOf } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';
import { startInTurn, waitForGrant } from './patient-call';

/** RPM and TPM over every window, concurrency, corrections. */
export function describeLimits(create: CreateStoreUnderTest): void {
	describe('limits', () => {
		let t: Bench;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());

		it('serves 7 calls at RPM 3 in three windows, none fails (example 8)', async () => {
			const served: string[] = [];
			const calls = await startInTurn(7, async (i, onArrival) => {
				const call = { callId: `call-${i}`, candidates: [candidate('x', { rpm: 3 })], onArrival };
				await waitForGrant(i % 2 ? t.a : t.b, t.clock, call);
				served.push(call.callId);
				await (i % 2 ? t.a : t.b).report(call.callId);
			});
			await t.pass(WINDOW_MS / 2);
			expect(served).toEqual(['call-0', 'call-1', 'call-2']);
			await t.pass(WINDOW_MS);
			expect(served.slice(3)).toEqual(['call-3', 'call-4', 'call-5']);
			await t.pass(WINDOW_MS);
			expect(served.slice(6)).toEqual(['call-6']);
			await calls.done;
		});

		it('counts from the time on at which the request was sent', async () => {
			const x = candidate('x', { rpm: 1 });
			await t.a.take('call-1', [x]);
			await t.pass(WINDOW_MS / 2);
			await t.a.report('call-1', { kind: 'success' }, { sentAfterMs: WINDOW_MS / 2 });
			await t.pass(WINDOW_MS / 2);
			const { reasons } = await t.b.queue('call-2', [x]);
			expect(told(reasons)).toEqual(['x: rpm']);
			t.expectMs(untilOf(reasons, 'x'), WINDOW_MS / 2);
		});

		it('counts in every window, not per clock minute', async () => {
			const x = candidate('x', { rpm: 2 });
			await t.a.take('call-1', [x]);
			await t.pass(WINDOW_MS * 0.6);
			await t.a.take('call-2', [x]);
			await t.pass(WINDOW_MS * 0.4);
			await t.a.take('call-3', [x]);
			const { reasons, lookAgainMs } = await t.a.queue('call-4', [x]);
			t.expectMs(untilOf(reasons, 'x'), WINDOW_MS * 0.6);
			t.expectMs(lookAgainMs, WINDOW_MS * 0.6);
		});

		it('waits, or goes elsewhere, when 1439 of TPM 1440 are used and 5 are needed (example 9)', async () => {
			await t.a.take('call-1', [candidate('x', { tpm: 1440, tokens: 1439 })]);
			const x = candidate('x', { tpm: 1440, tokens: 5 });
			expect((await t.b.take('call-2', [x, candidate('y', { priority: 2 })])).key).toBe('y');
			const { reasons } = await t.b.queue('call-3', [x]);
			expect(told(reasons)).toEqual(['x: tpm']);
			t.expectMs(untilOf(reasons, 'x'), WINDOW_MS);
			await t.pass(WINDOW_MS);
			expect((await t.b.take('call-3', [x])).key).toBe('x');
		});

		it('says when enough tokens will have left the window', async () => {
			await t.a.take('call-1', [candidate('x', { tokens: 600 })]);
			await t.pass(WINDOW_MS / 4);
			await t.a.take('call-2', [candidate('x', { tokens: 300 })]);
			const wanting = (tokens: number) => [candidate('x', { tpm: 1000, tokens })];
			const some = await t.a.ask('call-3', wanting(700), { wait: false });
			const all = await t.a.ask('call-4', wanting(701), { wait: false });
			if (some.kind !== 'refused' || all.kind !== 'refused') throw new Error('both are refused');
			t.expectMs(untilOf(some.reasons, 'x'), WINDOW_MS * 0.75);
			t.expectMs(untilOf(all.reasons, 'x'), WINDOW_MS);
		});

		it('counts every grant, also of calls that have no limit', async () => {
			await t.a.take('call-1', [candidate('x')]);
			expect(told((await t.a.queue('call-2', [candidate('x', { rpm: 1 })])).reasons)).toEqual(['x: rpm']);
		});

		it('puts the real tokens in place of the estimate and wakes who waits for them', async () => {
			await t.a.take('call-1', [candidate('x', { tokens: 900 })]);
			const wake = t.b.wakeUps('call-2');
			const x = candidate('x', { tpm: 1000, tokens: 200 });
			await t.b.queue('call-2', [x]);
			await t.a.report('call-1', { kind: 'success' }, { tokens: 300 });
			await wake.next();
			await t.b.take('call-2', [x]);
			expect((await t.state('x')).tokensInWindow).toBe(500);
		});

		it('takes a real figure beyond the limit: the window is fuller', async () => {
			await t.a.take('call-1', [candidate('x', { tpm: 100, tokens: 50 })]);
			await t.a.report('call-1', { kind: 'success' }, { tokens: 5000 });
			expect((await t.state('x')).tokensInWindow).toBe(5000);
			expect((await t.a.ask('call-2', [candidate('x', { tpm: 100, tokens: 1 })])).kind).toBe('waiting');
		});

		it('leaves the estimate when the real figure is unknown', async () => {
			await t.a.take('call-1', [candidate('x', { tokens: 50 })]);
			await t.a.report('call-1');
			expect((await t.state('x')).tokensInWindow).toBe(50);
		});

		it('gives the place back of an attempt that never reached the provider', async () => {
			const x = candidate('x', { rpm: 1, tpm: 10 });
			await t.a.take('call-1', [x]);
			const wake = t.b.wakeUps('call-2');
			await t.b.queue('call-2', [x]);
			await t.a.report('call-1', { kind: 'failure' }, { reached: false });
			await wake.next();
			expect(await t.state('x')).toMatchObject({ requestsInWindow: 0, tokensInWindow: 0 });
			await t.b.take('call-2', [x]);
		});

		it('grants as many at a time as concurrency says, and the next when one has ended', async () => {
			const x = candidate('x', { concurrency: 2 });
			await t.a.take('call-1', [x]);
			await t.b.take('call-2', [x]);
			const wake = t.a.wakeUps('call-3');
			const { reasons, lookAgainMs } = await t.a.queue('call-3', [x]);
			expect(reasons).toEqual([{ key: 'x', reason: 'concurrency' }]);
			t.expectMs(lookAgainMs, LEASE_MS);
			await t.b.report('call-2');
			await wake.next();
			await t.a.take('call-3', [x]);
			expect((await t.state('x')).inFlight).toBe(2);
		});

		it('shows the limits that the call named which looked last', async () => {
			await t.a.take('call-1', [candidate('x', { rpm: 9, tpm: 1440, concurrency: 3 })]);
			expect((await t.state('x')).limits).toEqual({ rpm: 9, tpm: 1440, concurrency: 3 });
			await t.b.take('call-2', [candidate('x', { tpm: 1440.5 })]);
			expect((await t.state('x')).limits).toEqual({ tpm: 1440.5 });
			await t.a.report('call-1');
			expect((await t.state('x')).limits).toEqual({ tpm: 1440.5 });
			await t.a.take('call-3', [candidate('x')]);
			expect((await t.state('x')).limits).toEqual({});
		});

		it('shows limits also where the call was not granted, but not where it did not look', async () => {
			const candidates = [candidate('w', { rpm: 0 }), candidate('x', { concurrency: 1 }), candidate('y', { rpm: 5 })];
			await t.a.take('call-1', candidates);
			expect((await t.look('w', 'x', 'y')).map(({ limits }) => limits)).toEqual([{ rpm: 0 }, { concurrency: 1 }, {}]);
			const full = [candidate('x', { concurrency: 1, patienceMs: 400 }), candidate('y', { priority: 2, rpm: 5 })];
			await t.b.queue('call-2', full);
			expect((await t.look('w', 'x', 'y')).map(({ limits }) => limits)).toEqual([{ rpm: 0 }, { concurrency: 1 }, {}]);
		});

		it('takes a second report of an attempt for none', async () => {
			await t.a.take('call-1', [candidate('x')]);
			await t.a.take('call-2', [candidate('x')]);
			await t.a.report('call-1', { kind: 'failure' }, { tokens: 20 });
			const before = await t.state('x');
			await t.a.report('call-1', { kind: 'failure' }, { tokens: 20 });
			expect(await t.state('x')).toEqual(before);
			expect(before).toMatchObject({ inFlight: 1, consecutiveFailures: 1, recentAttempts: 1, tokensInWindow: 30 });
		});
	});
}
