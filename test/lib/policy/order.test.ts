import { orderDeployments } from '../../../lib/policy/order';
import { groupOf, namesOf } from './deployments';
import { seededRandom } from './seeded-random';

const DRAWS = 20_000;
/** Four standard deviations of a share of one half over so many draws: 1 in 16,000 by chance, and the seed is fixed. */
const TOLERANCE = 4 * Math.sqrt(0.25 / DRAWS);

function sharesOf(weights: number[], place: number): number[] {
	const { deployments } = groupOf(weights.map((weight) => ({ weight })));
	const random = seededRandom(2026);
	const counts = weights.map(() => 0);
	for (let draw = 0; draw < DRAWS; draw += 1)
		counts[deployments.indexOf(orderDeployments(deployments, random)[place]!)]! += 1;
	return counts.map((count) => count / DRAWS);
}

function expectShares(actual: number[], expected: number[]): void {
	actual.forEach((share, row) => expect(Math.abs(share - expected[row]!)).toBeLessThan(TOLERANCE));
}

describe('the order of deployments', () => {
	it('is by priority, whatever the weights', () => {
		const { deployments } = groupOf([{ priority: 3, weight: 1_000 }, { priority: 1, weight: 0.001 }, { priority: 2 }]);
		const random = seededRandom(1);
		for (let draw = 0; draw < 200; draw += 1) expect(namesOf(orderDeployments(deployments, random))).toBe('bca');
	});

	it('puts each first in proportion to its weight', () => {
		expectShares(sharesOf([1, 1], 0), [0.5, 0.5]);
		expectShares(sharesOf([3, 1], 0), [0.75, 0.25]);
		expectShares(sharesOf([7, 2, 1], 0), [0.7, 0.2, 0.1]);
		expectShares(sharesOf([0.5, 0.25, 0.25], 0), [0.5, 0.25, 0.25]);
	});

	it('draws without replacement: the second place goes by the weights of those that are left', () => {
		// P(b second) = P(a first) · 2/3 + P(c first) · 2/9, and so on.
		expectShares(sharesOf([7, 2, 1], 1), [
			0.2 * (7 / 8) + 0.1 * (7 / 9),
			0.7 * (2 / 3) + 0.1 * (2 / 9),
			0.7 * (1 / 3) + 0.2 * (1 / 8),
		]);
	});

	it('shuffles inside each priority and nowhere else', () => {
		const { deployments } = groupOf([{ priority: 1 }, { priority: 1 }, { priority: 2 }, { priority: 2 }]);
		const random = seededRandom(7);
		const seen = new Set(Array.from({ length: 200 }, () => namesOf(orderDeployments(deployments, random))));
		expect([...seen].sort()).toEqual(['abcd', 'abdc', 'bacd', 'badc']);
	});

	it('holds at the ends of chance', () => {
		const { deployments } = groupOf([{ weight: 2 }, {}]);
		for (const end of [0, 1 - 2 ** -53]) expect(orderDeployments(deployments, () => end)).toHaveLength(2);
	});

	it('leaves what it was given as it was', () => {
		const { deployments } = groupOf([{ priority: 2 }, { priority: 1 }]);
		orderDeployments(deployments, () => 0.5);
		expect(namesOf(deployments)).toBe('ab');
	});
});
