import { budgetFault, forecastUsd, judgeBudget, judgeLastHour } from '../../../lib/policy/budget';

const HOUR_MS = 3_600_000;
const hours = (...costsUsd: number[]) => ({ costsUsd });
const quiet = (count: number, costUsd = 0.1): number[] => Array.from({ length: count }, () => costUsd);

describe('a budget', () => {
	it('is within its limit until that is reached', () => {
		expect(judgeBudget(10, 9.99, [50, 80, 100])).toMatchObject({ status: 'within', usedPercent: 99.9, crossedPercent: [50, 80] });
		expect(judgeBudget(10, 10, [50, 80, 100])).toMatchObject({ status: 'over', remainingUsd: 0, crossedPercent: [50, 80, 100] });
		expect(judgeBudget(10, 12, [50])).toMatchObject({ status: 'over', remainingUsd: 0, usedPercent: 120 });
	});

	it('is over when a sum of many amounts misses the limit by a rounding error', () => {
		const spentUsd = quiet(10).reduce((sum, costUsd) => sum + costUsd, 0);
		expect(spentUsd).toBeLessThan(1);
		expect(judgeBudget(1, spentUsd, [100]).status).toBe('over');
	});

	it('lists thresholds that are reached in order, each once', () => {
		expect(judgeBudget(1, 0.9, [80, 50, 80, 95]).crossedPercent).toEqual([50, 80]);
	});

	it.each<[number, number[], RegExp | undefined]>([
		[0, [50], /^Limit \(USD\) must be a number above 0/],
		[-1, [50], /^Limit/],
		[Number.NaN, [50], /^Limit/],
		[Infinity, [50], /^Limit/],
		[1, [], /^Thresholds \(%\) is empty/],
		[1, [0], /^Thresholds \(%\) must be numbers above 0/],
		[1, [1001], /at most 1000/],
		[1, Array.from({ length: 11 }, (_, index) => index + 1), /10 at most/],
		[0.01, [0.5, 1000], undefined],
	])('of %d USD with thresholds %j', (limitUsd, thresholds, fault) => {
		if (fault === undefined) expect(budgetFault(limitUsd, thresholds)).toBeUndefined();
		else expect(budgetFault(limitUsd, thresholds)).toMatch(fault);
	});
});

describe('a forecast', () => {
	it('goes on as the hours since the first call went', () => {
		expect(forecastUsd(3, hours(0, 0, 0.5, 0, 1), 10 * HOUR_MS)).toBeCloseTo(3 + 5);
	});

	it('is what is spent when the period is over', () => {
		expect(forecastUsd(3, hours(1, 1), 0)).toBe(3);
	});

	it('is unknown without a call', () => {
		expect(forecastUsd(0, hours(0, 0), HOUR_MS)).toBeUndefined();
	});
});

describe('an hour', () => {
	it('is a runaway when it costs far more than usual', () => {
		expect(judgeLastHour(10, hours(...quiet(30), 2))).toMatchObject({ runaway: true, spentUsd: 2 });
		expect(judgeLastHour(10, hours(...quiet(30), 2))!.usualUsd).toBeCloseTo(0.1);
	});

	it('is none when it is dear by five times or less, or by the factor that was asked for', () => {
		expect(judgeLastHour(10, hours(...quiet(30), 0.5))!.runaway).toBe(false);
		expect(judgeLastHour(10, hours(...quiet(30), 0.5), 4)!.runaway).toBe(true);
	});

	it('is none when a job costs as much every day', () => {
		const daily = Array.from({ length: 48 }, (_, hour) => (hour % 24 === 3 ? 2 : 0.01));
		expect(judgeLastHour(10, hours(...daily, 2))!.runaway).toBe(false);
	});

	it('is none when it costs next to nothing of the limit', () => {
		expect(judgeLastHour(1_000, hours(...quiet(30, 0.01), 5))!.runaway).toBe(false);
	});

	it('cannot be judged in the first day', () => {
		expect(judgeLastHour(10, hours(...quiet(100, 0), ...quiet(23), 5))).toBeUndefined();
	});
});
