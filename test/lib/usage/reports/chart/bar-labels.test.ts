import { labelsOfBars } from '../../../../../lib/usage/reports/chart/bar-labels';

const days = (count: number, from = Date.UTC(2026, 10, 1)) =>
	Array.from({ length: count }, (_, day) => new Date(from + day * 86_400_000).toISOString().slice(0, 10));
const hours = (day: string) => Array.from({ length: 24 }, (_, hour) => `${day} ${String(hour).padStart(2, '0')}:00`);

const textsOf = (labels: string[]) => labelsOfBars(labels, 7).map(({ bar, text }) => `${bar}: ${text}`);

describe('the labels under the bars', () => {
	it('are the days', () => {
		expect(textsOf(days(3))).toEqual(['0: 1 Nov', '1: 2 Nov', '2: 3 Nov']);
	});

	it('are every sixth of 30 days, and whole weeks of a quarter', () => {
		expect(textsOf(days(30))).toEqual(['0: 1 Nov', '6: 7 Nov', '12: 13 Nov', '18: 19 Nov', '24: 25 Nov']);
		expect(textsOf(days(92)).map((text) => Number.parseInt(text, 10) % 7)).toEqual([0, 0, 0, 0, 0, 0, 0]);
	});

	it('are the hours of one day', () => {
		expect(textsOf(hours('2026-11-25'))).toEqual([
			'0: 00:00',
			'4: 04:00',
			'8: 08:00',
			'12: 12:00',
			'16: 16:00',
			'20: 20:00',
		]);
	});

	it('are the days of hours of several days', () => {
		expect(textsOf([...hours('2026-11-25'), ...hours('2026-11-26')])).toEqual(['0: 25 Nov', '24: 26 Nov']);
	});

	it('say an hour once that comes twice', () => {
		expect(
			textsOf(['2026-10-25 01:00', '2026-10-25 02:00 +02:00', '2026-10-25 02:00 +01:00', '2026-10-25 03:00']),
		).toEqual(['0: 01:00', '1: 02:00', '3: 03:00']);
	});

	it('are the months of a year', () => {
		expect(textsOf(days(365, Date.UTC(2026, 0, 1)))).toEqual([
			'0: Jan 2026',
			'59: Mar 2026',
			'120: May 2026',
			'181: Jul 2026',
			'243: Sep 2026',
			'304: Nov 2026',
		]);
	});

	it('are what stands there when it is no time', () => {
		expect(textsOf(['here', '2026-13-01', '2026-11-01'])).toEqual(['0: here', '1: 2026-13-01', '2: 1 Nov']);
	});
});
