import { NEW_BREAKER } from '../../../../lib/policy/breaker';
import { SPEED_FRESH_MS, WARM_UP_ANSWERS } from '../../../../lib/policy/measured-speed';
import { BREAKER, candidate, createBench, told } from './bench';
import type { Bench, CreateStoreUnderTest } from './bench';

/** How fast deployments are, and who goes first by it. Time is moved by hand, also for a store with a clock of its own. */
export function describeSpeed(name: string, create: CreateStoreUnderTest): void {
	describe(`the speed of deployments, ${name}`, () => {
		let t: Bench;
		let calls = 0;
		beforeEach(async () => (t = await createBench(create)));
		afterEach(async () => await t.end());

		const order = 'lowest_latency' as const;
		const all = ['x', 'y', 'z'];
		const candidates = (keys = all) => keys.map((key) => candidate(key));

		/** One attempt from its grant to its report. */
		async function measure(
			key: string,
			timeToFirstTokenMs: number,
			more: { latencyMs?: number; outputTokens?: number } = {},
		): Promise<void> {
			const callId = `measures-${calls++}`;
			await t.a.take(callId, [candidate(key)]);
			await t.a.report(callId, { kind: 'success' }, { timeToFirstTokenMs, latencyMs: timeToFirstTokenMs, ...more });
		}

		/** Enough of them to rely on. */
		async function know(
			key: string,
			timeToFirstTokenMs: number,
			more?: { latencyMs?: number; outputTokens?: number },
		): Promise<void> {
			for (let i = 0; i < WARM_UP_ANSWERS; i++) await measure(key, timeToFirstTokenMs, more);
		}

		async function fail(key: string, latencyMs: number): Promise<void> {
			const callId = `fails-${calls++}`;
			await t.a.take(callId, [candidate(key, { ignoreCooldown: ['failure'] })]);
			await t.a.report(callId, { kind: 'failure' }, { latencyMs });
		}

		/** Who is granted to a call, which gives its place back at once and measures nothing. */
		async function first(keys = all, expectedOutputTokens = 0): Promise<string> {
			const callId = `looks-${calls++}`;
			const { key } = await t.b.take(callId, candidates(keys), { order, expectedOutputTokens, wait: false });
			await t.b.report(callId, { kind: 'cancelled' }, { reached: false, latencyMs: 0 });
			return key;
		}

		it('is told by the snapshot, and absent while nothing was measured', async () => {
			expect(Object.keys(await t.state('x'))).not.toContain('firstTokenMs');
			await measure('x', 100, { latencyMs: 740, outputTokens: 33 });
			expect(await t.state('x')).toMatchObject({ firstTokenMs: 100, perTokenMs: 20 });
			await measure('x', 50);
			expect(await t.state('x')).toMatchObject({ firstTokenMs: 50, perTokenMs: 20 });
			await measure('x', 100);
			await measure('x', 25, { latencyMs: 345, outputTokens: 33 });
			expect(await t.state('x')).toMatchObject({ firstTokenMs: 45, perTokenMs: 15 });
			await measure('y', 7);
			expect((await t.state('y')).firstTokenMs).toBe(7);
			expect(Object.keys(await t.state('y'))).not.toContain('perTokenMs');
		});

		it('puts the fastest of a priority first, whoever measured it', async () => {
			await know('x', 400);
			await know('y', 50);
			await know('z', 100);
			expect(await first()).toBe('y');
			expect(await first(['x', 'z'])).toBe('z');
			const apart = [candidate('x'), candidate('y', { priority: 2 })];
			expect((await t.b.take('call', apart, { order })).key).toBe('x');
		});

		it('goes by the tokens that are expected: a slow start may be made up for', async () => {
			await know('x', 100, { latencyMs: 740, outputTokens: 33 });
			await know('y', 500, { latencyMs: 660, outputTokens: 33 });
			expect(await first(['x', 'y'], 10)).toBe('x');
			expect(await first(['x', 'y'], 100)).toBe('y');
		});

		it('heeds no speed in another order', async () => {
			await know('y', 50);
			await know('x', 400);
			expect((await t.a.take('given', candidates(['x', 'y']))).key).toBe('x');
			const limited = [candidate('x', { rpm: 100 }), candidate('y', { rpm: 10 })];
			expect((await t.a.take('least-used', limited, { order: 'least_used' })).key).toBe('x');
		});

		it('measures each deployment first, twice, and by one of many parallel calls', async () => {
			await know('x', 50);
			await measure('z', 400);
			const granted: string[] = [];
			for (let i = 0; i < 6; i++) granted.push((await t.a.take(`parallel-${i}`, candidates(), { order })).key);
			expect(granted).toEqual(['y', 'z', 'x', 'x', 'x', 'x']);
		});

		it('spreads parallel calls as given while nothing at all is known', async () => {
			const granted: string[] = [];
			for (let i = 0; i < 5; i++)
				granted.push((await t.a.take(`parallel-${i}`, candidates(['z', 'x', 'y']), { order })).key);
			expect(granted).toEqual(['z', 'x', 'y', 'z', 'z']);
		});

		it('counts for 15 minutes from the last measurement', async () => {
			await know('x', 400);
			await t.pass(SPEED_FRESH_MS / 2);
			await know('y', 50);
			await t.pass(SPEED_FRESH_MS / 2 - 1);
			expect(await first(['x', 'y'])).toBe('y');
			await t.pass(1);
			expect(Object.keys(await t.state('x'))).not.toContain('firstTokenMs');
			expect((await t.state('y')).firstTokenMs).toBe(50);
			expect(await first(['y', 'x'])).toBe('x');
		});

		it('is slower after an attempt that came to nothing for long, never faster', async () => {
			await know('x', 50);
			await know('y', 100);
			await fail('x', 3);
			expect((await t.state('x')).firstTokenMs).toBe(50);
			expect(await first(['x', 'y'])).toBe('x');
			await fail('x', 60_000);
			expect((await t.state('x')).firstTokenMs).toBe(18_035);
			expect(await first(['x', 'y'])).toBe('y');
		});

		it('puts a deployment that only ever failed last', async () => {
			await fail('x', 3);
			await know('y', 400);
			expect(await first(['x', 'y'])).toBe('y');
		});

		it('is measured anew after a cooldown, by its probe', async () => {
			await know('x', 50);
			await know('y', 100);
			for (let i = 0; i < BREAKER.allowedFails; i++) await fail('x', 60_000);
			expect((await t.state('x')).breaker.state).toBe('open');
			await t.pass(BREAKER.cooldownMs);
			expect(await t.a.take('probe', candidates(['y', 'x']), { order })).toMatchObject({ key: 'x', probe: true });
			expect((await t.b.take('other', candidates(['y', 'x']), { order })).key).toBe('y');
			await t.a.report('probe', { kind: 'success' }, { timeToFirstTokenMs: 40 });
			expect(await t.state('x')).toMatchObject({ breaker: { state: NEW_BREAKER.state }, firstTokenMs: 40 });
			await measure('x', 40);
			expect(await first(['y', 'x'])).toBe('x');
		});

		it('counts a report once, also one that comes after its lease', async () => {
			await know('x', 100);
			const report = { timeToFirstTokenMs: 200 };
			await t.a.take('call', [candidate('x')]);
			await t.a.report('call', { kind: 'success' }, report);
			await t.a.report('call', { kind: 'success' }, report);
			expect((await t.state('x')).firstTokenMs).toBe(130);
			await t.a.take('late', [candidate('x')], { leaseMs: 10 });
			await t.pass(10);
			await t.a.report('late', { kind: 'success' }, { timeToFirstTokenMs: 130 });
			expect((await t.state('x')).firstTokenMs).toBe(130);
		});

		it('is looked at anew each time a waiting call looks, and nobody overtakes it', async () => {
			await know('x', 50);
			await know('y', 70);
			const busy = ['x', 'y'].map((key) => candidate(key, { concurrency: 1 }));
			await t.a.take('on-x', [busy[0]!]);
			await t.a.take('on-y', [busy[1]!]);
			expect(told((await t.b.queue('waits', busy, { order })).reasons)).toEqual(['x: concurrency', 'y: concurrency']);
			await t.a.report('on-x', { kind: 'success' }, { timeToFirstTokenMs: 900 });
			await t.a.report('on-y', { kind: 'success' }, { timeToFirstTokenMs: 70 });
			expect(told((await t.a.queue('later', busy, { order })).reasons)).toEqual(['y: line', 'x: line']);
			expect((await t.b.take('waits', busy, { order })).key).toBe('y');
			expect((await t.a.take('later', busy, { order })).key).toBe('x');
		});
	});
}
