import { systemClock } from '../../lib/clock';

const HOUR_MS = 3_600_000;

describe('the system clock, when it is set right by an hour', () => {
	afterEach(() => {
		jest.restoreAllMocks();
	});

	it.each([HOUR_MS, -HOUR_MS])('is followed in what is written down, and moves no deadline (%i ms)', (byMs) => {
		const wallMs = Date.now();
		const nowMs = systemClock.now();
		jest.spyOn(Date, 'now').mockReturnValue(wallMs + byMs);
		expect(systemClock.wallMs()).toBe(wallMs + byMs);
		expect(systemClock.now()).toBeGreaterThanOrEqual(nowMs);
		expect(systemClock.now() - nowMs).toBeLessThan(HOUR_MS);
	});
});
