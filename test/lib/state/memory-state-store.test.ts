import { createMemoryStateStore, createSharedMemoryState } from '../../../lib/state/memory';
import type { Outcome } from '../../../lib/state/state-store';
import { createFakeClock } from '../../support/fake-clock';
import { describeStateStore } from './state-store-contract';

describeStateStore('state in this process', async () => {
	const clock = createFakeClock();
	const state = createSharedMemoryState({ clock });
	const [a, b] = [state.handle(), state.handle()];
	return {
		a,
		b,
		clock,
		slackMs: 0,
		pass: async (ms) => await clock.advance(ms),
		kill: async () => {}, // it renews nothing by itself, so that it is dead when nobody speaks through it
		async end() {
			await Promise.all([a.close(), b.close()]);
		},
	};
});

describe('state in this process, over long times', () => {
	const windowMs = 60_250;
	const settings = { allowedFails: 100, cooldownMs: 60_000 };

	function setUp() {
		const clock = createFakeClock();
		const store = createMemoryStateStore({ clock });
		let made = 0;
		const attempt = async (key: string, outcome: Outcome) => {
			const callId = `call-${made++}`;
			const base = { callId, attemptId: callId, windowMs };
			const candidates = [{ key, priority: 1, tokens: 1 }];
			const reply = await store.admit({
				...base,
				holder: 'me',
				candidates,
				order: 'given',
				wait: false,
				leaseMs: 15_000,
			});
			if (reply.kind !== 'granted') throw new Error('there is no limit');
			const { epoch } = reply;
			await store.settle({ ...base, key, epoch, outcome, breaker: settings, reached: true, latencyMs: 1 });
		};
		const state = async (key: string) => (await store.snapshot({ keys: [key], windowMs }))[0]!;
		return { clock, attempt, state };
	}

	it('takes the share of failures over exactly 60 s', async () => {
		const { clock, attempt, state } = setUp();
		for (let i = 0; i < 9; i++) await attempt('x', { kind: 'failure' });
		await clock.advance(59_999);
		expect((await state('x')).recentFailures).toBe(9);
		await clock.advance(1);
		expect((await state('x')).recentFailures).toBe(0);
		await attempt('x', { kind: 'failure' });
		expect((await state('x')).breaker).toEqual({ state: 'closed' });
	});

	it('adds up failures of a rarely used deployment, and forgets one unused for an hour', async () => {
		const { clock, attempt, state } = setUp();
		await attempt('x', { kind: 'failure' });
		await clock.advance(3_000_000);
		await attempt('x', { kind: 'failure' });
		expect((await state('x')).consecutiveFailures).toBe(2);
		await clock.advance(3_599_999);
		expect((await state('x')).consecutiveFailures).toBe(2);
		await clock.advance(1);
		expect((await state('x')).consecutiveFailures).toBe(0);
	});

	it('does not forget a cooldown that is still on', async () => {
		const { clock, attempt, state } = setUp();
		await attempt('x', { kind: 'cool', cause: 'retry_after', untilMs: 86_400_000 });
		await clock.advance(86_399_000);
		expect((await state('x')).breaker).toEqual({ state: 'open', cause: 'retry_after', untilMs: 1000 });
	});

	it('still has the probe to come after a cooldown of hours, whoever looks first', async () => {
		const { clock, attempt, state } = setUp();
		await attempt('x', { kind: 'cool', cause: 'retry_after', untilMs: 7_200_000 });
		await clock.advance(7_200_000);
		for (let look = 0; look < 2; look++)
			expect((await state('x')).breaker).toEqual({ state: 'half_open', probing: false });
		await clock.advance(3_600_000);
		expect((await state('x')).breaker).toEqual({ state: 'closed' });
	});

	it('sets no timer of its own', async () => {
		const { clock, attempt } = setUp();
		await attempt('x', { kind: 'failure' });
		expect(clock.pending()).toBe(0);
	});
});
