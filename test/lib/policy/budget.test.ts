import { budgetFault, forecastUsd, judgeBudget, judgeLastHour } from '../../../lib/policy/budget';

const HOUR_MS = 3_600_000;
const hours = (...costsUsd: number[]) => ({ costsUsd });
const quiet = (count: number, costUsd = 0.1): number[] => Array.from({ length: count }, () => costUsd);

describe('a budget', () => {
	it('is within its limit until that is reached', () => {
		expect(judgeBudget(10, 9.99, [50, 80, 100])).toMatchObject({
			status: 'within',
			usedPercent: 99.9,
			crossedPercent: [50, 80],
		});
		expect(judgeBudget(10, 10, [50, 80, 100])).toMatchObject({
			status: 'over',
			remainingUsd: 0,
			crossedPercent: [50, 80, 100],
		});
		expect(judgeBudget(10, 12, [50])).toMatchObject({ status: 'over', remainingUsd: 0, usedPercent: 120 });
	});

	it('is over when a sum of many amounts misses the limit by a rounding error', () => {
		const spentUsd = quiet(10).reduce((sum, costUsd) => sum + costUsd, 0);
		expect(spentUsd).toBeLessThan(1);
		expect(judgeBudget(1, spentUsd, [100]).status).toBe('over');
	});

	it('reaches nothing before anything is spent, however small the limit', () => {
		expect(judgeBudget(1e-9, 0, [1, 100])).toMatchObject({ status: 'within', crossedPercent: [] });
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
	it('goes on as each hour of the day went in the last seven days', () => {
		expect(forecastUsd(3, hours(...quiet(192)), 10 * HOUR_MS)).toBeCloseTo(4);
		expect(forecastUsd(3, hours(...quiet(192)), 240.5 * HOUR_MS)).toBeCloseTo(3 + 24.05);
		// The third hour from now cost 7 on one day of the seven.
		const weekly = [...quiet(170, 0), 7, ...quiet(21, 0)];
		expect(forecastUsd(0, hours(0.1, ...weekly.slice(1)), 2 * HOUR_MS)).toBe(0);
		expect(forecastUsd(0, hours(0.1, ...weekly.slice(1)), 2.5 * HOUR_MS)).toBeCloseTo(0.5);
		expect(forecastUsd(0, hours(0.1, ...weekly.slice(1)), 24 * HOUR_MS)).toBeCloseTo(1);
	});

	it('takes days from before the first call for no sample', () => {
		expect(forecastUsd(3, hours(...quiet(144, 0), ...quiet(48)), 24 * HOUR_MS)).toBeCloseTo(3 + 2.4);
	});

	it('is what is spent when the period is over, and when nothing was spent of late', () => {
		expect(forecastUsd(3, hours(...quiet(30)), 0)).toBe(3);
		expect(forecastUsd(3, hours(...quiet(192, 0)), 10 * HOUR_MS)).toBe(3);
	});

	it('is unknown without a call, and in the first day', () => {
		expect(forecastUsd(0, hours(0, 0), HOUR_MS)).toBeUndefined();
		expect(forecastUsd(3, hours(...quiet(23)), HOUR_MS)).toBeUndefined();
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

	it('is still one an hour later', () => {
		expect(judgeLastHour(10, hours(...quiet(190), 2, 2))!.runaway).toBe(true);
	});

	it('is none when a job costs as much every day, also where that was an hour earlier or later', () => {
		const daily = (at: number) => Array.from({ length: 48 }, (_, hour) => (hour % 24 === at ? 2 : 0.01));
		for (const at of [23, 0, 1]) expect(judgeLastHour(10, hours(0.01, ...daily(at).slice(1), 2))!.runaway).toBe(false);
		for (const at of [22, 2]) expect(judgeLastHour(10, hours(0.01, ...daily(at).slice(1), 2))!.runaway).toBe(true);
	});

	it('is none when a job costs as much every week', () => {
		const week = [...quiet(23, 0.01), 2, ...quiet(167, 0.01)];
		expect(judgeLastHour(10, hours(...week, 2))).toMatchObject({ runaway: false, usualUsd: 2 });
	});

	it('is none when it costs next to nothing of the limit', () => {
		expect(judgeLastHour(1_000, hours(...quiet(30, 0.01), 5))!.runaway).toBe(false);
	});

	it('cannot be judged in the first day', () => {
		expect(judgeLastHour(10, hours(...quiet(100, 0), ...quiet(23), 5))).toBeUndefined();
	});
});
