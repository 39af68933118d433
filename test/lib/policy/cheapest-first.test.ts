import { openEntries, type CallPlan } from '../../../lib/policy/call-plan';
import { cheapestFirst } from '../../../lib/policy/cheapest-first';
import type { DeploymentInput } from '../../../lib/config/input';
import { groupOf, namesOf } from './deployments';

/** Names in the order of trying. @param costs of each deployment; undefined: unknown */
function orderOf(
	rows: Array<Partial<DeploymentInput>>,
	costs: Array<number | undefined>,
	tried: number[] = [],
): string {
	const { deployments } = groupOf(rows);
	const entries = deployments.map((deployment, row) => ({
		deployment,
		attempts: Number(tried.includes(row)),
		notBeforeMs: 0,
		done: false,
	}));
	const plan = { entries } as unknown as CallPlan;
	const sorted = cheapestFirst(openEntries(plan), (deployment) => costs[deployments.indexOf(deployment)]);
	return namesOf(sorted.map(({ deployment }) => deployment));
}

describe('the cheapest first', () => {
	it('goes by cost, what costs nothing before all', () => {
		expect(orderOf([{}, {}, {}], [0.002, 0.001, 0])).toBe('cba');
	});

	it('leaves priorities apart, and those that were not tried before those that were', () => {
		expect(orderOf([{ priority: 1 }, { priority: 2 }, { priority: 1 }], [3, 1, 2])).toBe('cab');
		expect(orderOf([{}, {}, {}], [1, 2, 3], [0])).toBe('bca');
	});

	it('puts unknown costs last inside their priority', () => {
		expect(orderOf([{}, {}, { priority: 2 }], [undefined, 5, 1])).toBe('bac');
	});

	it('keeps the order of equal and of unknown costs', () => {
		expect(orderOf([{}, {}, {}, {}, {}], [undefined, 1, undefined, 1, 1])).toBe('bdeac');
	});

	it('asks no price for a single deployment', () => {
		const { deployments } = groupOf([{}]);
		const only = [{ deployment: deployments[0]!, attempts: 0, notBeforeMs: 0, done: false }];
		const noPrice = () => {
			throw new Error('no price is needed');
		};
		expect(cheapestFirst(only, noPrice)).toEqual(only);
	});
});
