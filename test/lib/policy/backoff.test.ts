import { BACKOFF_BASE_MS, BACKOFF_CAP_MS, backoffMs } from '../../../lib/policy/backoff';
import { seededRandom } from './seeded-random';

describe('backoff', () => {
	it('has steps of 0.5, 1, 2, 4, 8 s and stays there', () => {
		const steps = [1, 2, 3, 4, 5, 6, 20].map((retry) => backoffMs(retry, () => 1));
		expect(steps).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
		expect([BACKOFF_BASE_MS, BACKOFF_CAP_MS]).toEqual([500, 8_000]);
	});

	it.each([1, 3, 6])(
		'spreads retry %i over its whole step, so that callers who failed together come back apart',
		(retry) => {
			const random = seededRandom(retry);
			const stepMs = backoffMs(retry, () => 1);
			const waits = Array.from({ length: 2_000 }, () => backoffMs(retry, random));
			expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
			expect(Math.max(...waits)).toBeLessThan(stepMs);
			for (const part of [0, 1, 2, 3])
				expect(waits.filter((wait) => Math.floor((wait / stepMs) * 4) === part).length / 2_000).toBeCloseTo(0.25, 1);
		},
	);
});
