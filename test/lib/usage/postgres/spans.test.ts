import { rangesOf, SPANS } from '../../../../lib/usage/postgres/spans';

/** 2026-11-25T00:00Z, in quarter hours. */
const MIDNIGHT = 1_995_360;

describe('what makes up a slice', () => {
	it('is a UTC day itself', () => {
		expect(rangesOf(MIDNIGHT, MIDNIGHT + 96)).toEqual([{ span: 96, start: MIDNIGHT, end: MIDNIGHT + 96 }]);
		expect(MIDNIGHT % 96).toBe(0);
	});

	it('is few sums for a day of a zone an hour ahead', () => {
		expect(rangesOf(MIDNIGHT - 4, MIDNIGHT + 92)).toEqual([
			{ span: 4, start: MIDNIGHT - 4, end: MIDNIGHT },
			{ span: 16, start: MIDNIGHT, end: MIDNIGHT + 80 },
			{ span: 4, start: MIDNIGHT + 80, end: MIDNIGHT + 92 },
		]);
	});

	it('is days in the middle of a month, whatever its ends', () => {
		expect(rangesOf(MIDNIGHT - 23, MIDNIGHT + 30 * 96 + 1)).toEqual([
			{ span: 1, start: MIDNIGHT - 23, end: MIDNIGHT - 20 },
			{ span: 4, start: MIDNIGHT - 20, end: MIDNIGHT - 16 },
			{ span: 16, start: MIDNIGHT - 16, end: MIDNIGHT },
			{ span: 96, start: MIDNIGHT, end: MIDNIGHT + 30 * 96 },
			{ span: 1, start: MIDNIGHT + 30 * 96, end: MIDNIGHT + 30 * 96 + 1 },
		]);
	});

	it('covers every quarter hour once, with sums that begin where they are kept', () => {
		for (let start = MIDNIGHT - 100; start < MIDNIGHT + 100; start += 7)
			for (let end = start + 1; end < start + 300; end += 13) {
				const ranges = rangesOf(start, end);
				expect(ranges.length).toBeLessThanOrEqual(7);
				expect([ranges[0]!.start, ranges.at(-1)!.end]).toEqual([start, end]);
				ranges.forEach((range, index) => {
					expect(SPANS).toContain(range.span);
					expect([range.start % range.span, range.end % range.span]).toEqual([0, 0]);
					if (index > 0) expect(range.start).toBe(ranges[index - 1]!.end);
				});
			}
	});

	it('is nothing for nothing', () => {
		expect(rangesOf(MIDNIGHT, MIDNIGHT)).toEqual([]);
	});
});
