import { getEventListeners } from 'node:events';
import { pause } from '../../lib/pause';
import { createFakeClock } from '../support/fake-clock';

describe('a pause', () => {
	const clock = createFakeClock();
	const start = (...[maxMs, options]: [number, Parameters<typeof pause>[2]?]) => {
		const state = { isOver: false };
		pause(clock, maxMs, options).then(
			() => (state.isOver = true),
			() => undefined,
		);
		return state;
	};

	it('lasts as long as it may', async () => {
		const state = start(1_000);
		await clock.advance(999);
		expect(state.isOver).toBe(false);
		await clock.advance(1);
		expect(state.isOver).toBe(true);
	});

	it.each([
		['resolves', Promise.resolve()],
		['rejects', Promise.reject(new Error('not of interest'))],
	])('ends when what it waits for %s', async (_, until) => {
		const state = start(1_000, { until });
		await clock.advance(0);
		expect(state.isOver).toBe(true);
		expect(clock.pending()).toBe(0);
	});

	it('ends when its signal aborts, and leaves neither a timer nor a listener behind', async () => {
		const controller = new AbortController();
		const state = start(Infinity, { signal: controller.signal });
		const timed = start(1_000, { signal: controller.signal });
		expect(clock.pending()).toBe(1);
		controller.abort();
		await clock.advance(0);
		expect([state.isOver, timed.isOver]).toEqual([true, true]);
		expect(clock.pending()).toBe(0);
		expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
	});

	it('does not begin when its signal is aborted already', async () => {
		const state = start(1_000, { signal: AbortSignal.abort() });
		await clock.advance(0);
		expect(state.isOver).toBe(true);
		expect(clock.pending()).toBe(0);
	});
});
