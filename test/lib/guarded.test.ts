import { countContainedFaults, guarded, inBackground, takeContainedFaults } from '../../lib/guarded';
import { systemClock } from '../../lib/clock';

const boom = (): never => {
	throw new RangeError('a secret');
};
const turn = async () => await new Promise((resolve) => setImmediate(resolve));

describe('a guarded callback', () => {
	beforeEach(() => takeContainedFaults());

	it('gives what the callback gives', () => {
		expect(guarded('a test', (a: number, b: number) => a + b)(2, 3)).toBe(5);
		expect(takeContainedFaults()).toEqual([]);
	});

	it('throws nothing, and its fault is reported once, without its message', () => {
		const before = countContainedFaults();
		const callback = guarded('a test', boom);
		expect(callback()).toBeUndefined();
		expect(callback()).toBeUndefined();
		expect(takeContainedFaults()).toEqual([{ where: 'a test', error: 'RangeError', count: 2 }]);
		expect(takeContainedFaults()).toEqual([]);
		expect(countContainedFaults()).toBe(before + 2);
	});

	it('lets its owner know, whose own fault is contained too', () => {
		const errors: unknown[] = [];
		guarded('a test', boom, (error) => {
			errors.push(error);
			boom();
		})();
		expect(errors).toEqual([new RangeError('a secret')]);
		expect(takeContainedFaults()).toEqual([{ where: 'a test', error: 'RangeError', count: 2 }]);
	});

	it('rejects nothing either', async () => {
		const errors: unknown[] = [];
		inBackground(
			'a test',
			async () => boom(),
			(error) => errors.push(error),
		);
		await turn();
		expect(errors).toHaveLength(1);
		expect(takeContainedFaults()).toEqual([{ where: 'a test', error: 'RangeError', count: 1 }]);
	});

	it('may throw what is no error', () => {
		guarded('a test', () => {
			throw null;
		})();
		expect(takeContainedFaults()).toEqual([{ where: 'a test', error: 'object', count: 1 }]);
	});

	it('makes the report no longer than 50 kinds of faults', () => {
		for (let kind = 0; kind < 200; kind++) guarded(`test ${kind}`, boom)();
		expect(takeContainedFaults()).toHaveLength(50);
	});
});

describe("the system's clock", () => {
	it('contains what a timer throws', async () => {
		takeContainedFaults();
		await new Promise<void>((resolve) => {
			systemClock.after(1, boom);
			systemClock.after(2, resolve);
		});
		await turn();
		expect(takeContainedFaults()).toEqual([{ where: 'a timer', error: 'RangeError', count: 1 }]);
	});
});
