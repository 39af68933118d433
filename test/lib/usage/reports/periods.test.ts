import { resolveBudgetPeriod, resolvePeriod, type PeriodChoice } from '../../../../lib/usage/reports/periods';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().replace(':00.000Z', 'Z');

async function resolve(choice: PeriodChoice, now: string, timeZone = 'UTC') {
	const { fromMs, toMs, before, label, widened } = await resolvePeriod(choice, { nowMs: at(now), timeZone });
	return { is: `${iso(fromMs)} ${iso(toMs)}`, before: `${iso(before.fromMs)} ${iso(before.toMs)}`, label, widened };
}

const NOW = '2026-11-25T14:07:00Z';

describe('a period', () => {
	it.each<[PeriodChoice['kind'], string, string, string]>([
		['today', '2026-11-25T00:00Z 2026-11-25T14:15Z', '2026-11-24T00:00Z 2026-11-24T14:15Z', '25 November 2026'],
		['yesterday', '2026-11-24T00:00Z 2026-11-25T00:00Z', '2026-11-23T00:00Z 2026-11-24T00:00Z', '24 November 2026'],
		[
			'last7Days',
			'2026-11-19T00:00Z 2026-11-25T14:15Z',
			'2026-11-12T00:00Z 2026-11-18T14:15Z',
			'19 to 25 November 2026',
		],
		[
			'last30Days',
			'2026-10-27T00:00Z 2026-11-25T14:15Z',
			'2026-09-27T00:00Z 2026-10-26T14:15Z',
			'27 October to 25 November 2026',
		],
		[
			'thisWeek',
			'2026-11-23T00:00Z 2026-11-25T14:15Z',
			'2026-11-16T00:00Z 2026-11-18T14:15Z',
			'23 to 25 November 2026',
		],
		[
			'thisMonth',
			'2026-11-01T00:00Z 2026-11-25T14:15Z',
			'2026-10-01T00:00Z 2026-10-25T14:15Z',
			'1 to 25 November 2026',
		],
		['lastMonth', '2026-10-01T00:00Z 2026-11-01T00:00Z', '2026-09-01T00:00Z 2026-10-01T00:00Z', 'October 2026'],
	])('%s', async (kind, is, before, label) => {
		expect(await resolve({ kind } as PeriodChoice, NOW)).toEqual({ is, before, label, widened: false });
	});

	it('is of the time zone', async () => {
		expect((await resolve({ kind: 'today' }, '2026-11-25T20:00:00Z', 'Asia/Kathmandu')).is).toBe(
			'2026-11-25T18:15Z 2026-11-25T20:15Z',
		);
	});

	it('has something in it at midnight already', async () => {
		expect((await resolve({ kind: 'today' }, '2026-11-25T00:00:00Z')).is).toBe('2026-11-25T00:00Z 2026-11-25T00:15Z');
	});

	it('of a month that still runs is compared up to the same day, or the last there is', async () => {
		expect((await resolve({ kind: 'thisMonth' }, '2026-03-31T10:00:00Z')).before).toBe(
			'2026-02-01T00:00Z 2026-02-28T10:15Z',
		);
	});

	it('of a day that is about to end is compared with all of the day before', async () => {
		expect((await resolve({ kind: 'today' }, '2026-11-25T23:50:00Z')).before).toBe(
			'2026-11-24T00:00Z 2026-11-25T00:00Z',
		);
	});

	it('begins with the day where clocks skip midnight or repeat it', async () => {
		expect((await resolve({ kind: 'today' }, '2026-11-01T20:00:00Z', 'America/Havana')).is).toBe(
			'2026-11-01T04:00Z 2026-11-01T20:15Z',
		);
		expect((await resolve({ kind: 'yesterday' }, '2026-04-24T12:00:00Z', 'Africa/Cairo')).is).toBe(
			'2026-04-22T22:00Z 2026-04-23T22:00Z',
		);
		expect((await resolve({ kind: 'last7Days' }, '2026-04-24T12:00:00Z', 'Africa/Cairo')).is).toBe(
			'2026-04-17T22:00Z 2026-04-24T12:15Z',
		);
	});

	it.each([
		['Asia/Kathmandu', '2026-11-23T18:15Z 2026-11-24T18:15Z'],
		['America/St_Johns', '2026-11-24T03:30Z 2026-11-25T03:30Z'],
		['Australia/Lord_Howe', '2026-11-23T13:00Z 2026-11-24T13:00Z'],
		['Pacific/Apia', '2026-11-23T11:00Z 2026-11-24T11:00Z'],
	])('of %s is on quarter hours', async (timeZone, is) => {
		expect((await resolve({ kind: 'yesterday' }, '2026-11-25T09:00:00Z', timeZone)).is).toBe(is);
	});

	it('over a change of clocks is compared with the same hours by the clock', async () => {
		expect((await resolve({ kind: 'today' }, '2026-03-29T10:00:00Z', 'Europe/Berlin')).before).toBe(
			'2026-03-27T23:00Z 2026-03-28T11:15Z',
		);
	});
});

describe('a range', () => {
	const range = (from: string, to: string): PeriodChoice => ({ kind: 'range', from, to });

	it('of dates takes the last day in', async () => {
		expect(await resolve(range('2026-11-01', '2026-11-07'), NOW, 'Europe/Berlin')).toEqual({
			is: '2026-10-31T23:00Z 2026-11-07T23:00Z',
			before: '2026-10-24T22:00Z 2026-10-31T23:00Z',
			label: '1 to 7 November 2026',
			widened: false,
		});
	});

	it('of times without an offset is of the zone, with one it is what it says', async () => {
		expect((await resolve(range('2026-11-01T12:00:00', '2026-11-01T16:00Z'), NOW, 'America/St_Johns')).is).toBe(
			'2026-11-01T15:30Z 2026-11-01T16:00Z',
		);
	});

	it('off quarter hours is made wider, and says so', async () => {
		const { is, widened, label } = await resolve(range('2026-11-01 12:01', '2026-11-01 12:31'), NOW);
		expect([is, widened, label]).toEqual([
			'2026-11-01T12:00Z 2026-11-01T12:45Z',
			true,
			'1 November 2026 12:00 to 12:45',
		]);
	});

	it('that ends inside a day says when, and is compared with as much right before it', async () => {
		expect(await resolve(range('2026-11-24', '2026-11-25T14:00'), NOW)).toMatchObject({
			before: '2026-11-22T10:00Z 2026-11-24T00:00Z',
			label: '24 November 2026 00:00 to 25 November 2026 14:00',
		});
	});

	it('of whole days is compared with as many, whatever the clocks do', async () => {
		expect(await resolve(range('2026-04-24', '2026-04-26'), NOW, 'Africa/Cairo')).toMatchObject({
			is: '2026-04-23T22:00Z 2026-04-26T21:00Z',
			before: '2026-04-20T22:00Z 2026-04-23T22:00Z',
		});
		expect((await resolve(range('2026-10-25', '2026-10-25'), NOW, 'Europe/Berlin')).before).toBe(
			'2026-10-23T22:00Z 2026-10-24T22:00Z',
		);
		expect((await resolve(range('2026-04-05', '2026-04-05'), NOW, 'Australia/Lord_Howe')).is).toBe(
			'2026-04-04T13:00Z 2026-04-05T13:30Z',
		);
	});

	it.each([
		[range('2026-11-08', '2026-11-07'), 'The period ends before it starts: From must be earlier than To'],
		[range('2026-11-08T10:00', '2026-11-08T10:00'), 'The period ends before it starts: From must be earlier than To'],
		[range('yesterday', '2026-11-07'), 'From "yesterday" is no date; write it like 2026-11-25 or 2026-11-25T14:00'],
		[range('14:00', '2026-11-07'), 'From "14:00" is no date; write it like 2026-11-25 or 2026-11-25T14:00'],
		[range('2026-11-01', '2026-11'), 'To "2026-11" is no date; write it like 2026-11-25 or 2026-11-25T14:00'],
		[range('2026-11-01', '2026-11-31'), 'To "2026-11-31" is no date; write it like 2026-11-25 or 2026-11-25T14:00'],
		[range('2026-11-07', ''), 'To "" is no date; write it like 2026-11-25 or 2026-11-25T14:00'],
	])('that makes no sense is refused: %o', async (choice, message) => {
		await expect(resolve(choice, NOW)).rejects.toThrow(message);
	});
});

it.each(['Europe/Bärlin', '', '+02:07'])('the time zone "%s" is refused', async (timeZone) => {
	await expect(resolve({ kind: 'today' }, NOW, timeZone)).rejects.toThrow(
		`Time Zone "${timeZone}" is not known; give a name of the IANA time zone database, such as Europe/Berlin`,
	);
});

describe('a budget period', () => {
	const budget = async (unit: 'day' | 'week' | 'month', now: string, timeZone: string) => {
		const { fromMs, toMs, label } = await resolveBudgetPeriod(unit, { nowMs: at(now), timeZone });
		return `${iso(fromMs)} ${iso(toMs)} ${label}`;
	};

	it('is the whole of it, of any length', async () => {
		expect(await budget('month', NOW, 'Europe/Berlin')).toBe('2026-10-31T23:00Z 2026-11-30T23:00Z November 2026');
		expect(await budget('week', NOW, 'UTC')).toBe('2026-11-23T00:00Z 2026-11-30T00:00Z 23 to 29 November 2026');
		expect(await budget('day', '2026-03-29T12:00:00Z', 'Europe/Berlin')).toBe(
			'2026-03-28T23:00Z 2026-03-29T22:00Z 29 March 2026',
		);
	});
});
