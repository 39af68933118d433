import { EXPLORE_CHANCE, explores } from '../../../lib/policy/explore';
import { seededRandom } from './seeded-random';

const DRAWS = 20_000;

describe('exploration', () => {
	it('is the lot of one call in ten', () => {
		const random = seededRandom(2026);
		let explored = 0;
		for (let draw = 0; draw < DRAWS; draw += 1) explored += Number(explores(random));
		const deviation = Math.sqrt((EXPLORE_CHANCE * (1 - EXPLORE_CHANCE)) / DRAWS);
		expect(Math.abs(explored / DRAWS - 0.1)).toBeLessThan(4 * deviation);
	});

	it('holds at the ends of chance', () => {
		expect(explores(() => 0)).toBe(true);
		expect(explores(() => 1 - 2 ** -53)).toBe(false);
	});
});
