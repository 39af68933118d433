import { slicesOf } from '../../../../lib/usage/reports/slices';

const HOUR_MS = 3_600_000;

async function slices(unit: 'day' | 'hour', timeZone: string, from: string, to: string) {
	const { boundariesMs, labels } = await slicesOf({ fromMs: Date.parse(from), toMs: Date.parse(to) }, unit, timeZone);
	expect(boundariesMs).toHaveLength(labels.length + 1);
	expect(boundariesMs.every((ms) => ms % (HOUR_MS / 4) === 0)).toBe(true);
	const lengths = labels.map((_, index) => (boundariesMs[index + 1]! - boundariesMs[index]!) / HOUR_MS);
	return labels.map((label, index) => `${label} ${lengths[index]}`);
}

describe('days', () => {
	it('are 23 and 25 hours long when the clocks are set', async () => {
		expect(await slices('day', 'Europe/Berlin', '2026-03-27T23:00Z', '2026-03-30T22:00Z')).toEqual([
			'2026-03-28 24',
			'2026-03-29 23',
			'2026-03-30 24',
		]);
		expect(await slices('day', 'Europe/Berlin', '2026-10-24T22:00Z', '2026-10-26T23:00Z')).toEqual([
			'2026-10-25 25',
			'2026-10-26 24',
		]);
	});

	it('are half an hour longer where clocks are set by that', async () => {
		expect(await slices('day', 'Australia/Lord_Howe', '2026-04-04T13:00Z', '2026-04-05T13:30Z')).toEqual([
			'2026-04-05 24.5',
		]);
	});

	it('begin at the quarter hour where zones do', async () => {
		expect(await slices('day', 'Asia/Kathmandu', '2026-11-24T18:15Z', '2026-11-25T20:15Z')).toEqual([
			'2026-11-25 24',
			'2026-11-26 2',
		]);
	});

	it('begin with the day where clocks skip midnight or repeat it', async () => {
		expect(await slices('day', 'Africa/Cairo', '2026-04-22T22:00Z', '2026-04-25T21:00Z')).toEqual([
			'2026-04-23 24',
			'2026-04-24 23',
			'2026-04-25 24',
		]);
		expect(await slices('day', 'America/Havana', '2026-10-31T04:00Z', '2026-11-02T05:00Z')).toEqual([
			'2026-10-31 24',
			'2026-11-01 25',
		]);
	});

	it('are passed over where a zone did', async () => {
		expect(await slices('day', 'Pacific/Apia', '2011-12-29T10:00Z', '2011-12-31T10:00Z')).toEqual([
			'2011-12-29 24',
			'2011-12-31 24',
		]);
	});
});

describe('hours', () => {
	it('are those of the clock', async () => {
		expect(await slices('hour', 'America/St_Johns', '2026-11-25T13:30Z', '2026-11-25T15:15Z')).toEqual([
			'2026-11-25 10:00 1',
			'2026-11-25 11:00 0.75',
		]);
	});

	it('that come twice are told apart', async () => {
		expect(await slices('hour', 'Europe/Berlin', '2026-10-24T23:00Z', '2026-10-25T03:00Z')).toEqual([
			'2026-10-25 01:00 1',
			'2026-10-25 02:00 +02:00 1',
			'2026-10-25 02:00 +01:00 1',
			'2026-10-25 03:00 1',
		]);
	});

	it('that come one and a half times are, too', async () => {
		expect(await slices('hour', 'Australia/Lord_Howe', '2026-04-04T14:00Z', '2026-04-04T16:30Z')).toEqual([
			'2026-04-05 01:00 +11:00 1',
			'2026-04-05 01:00 +10:30 0.5',
			'2026-04-05 02:00 1',
		]);
	});

	it('that are left out have no slice', async () => {
		expect(await slices('hour', 'Europe/Berlin', '2026-03-29T00:00Z', '2026-03-29T02:00Z')).toEqual([
			'2026-03-29 01:00 1',
			'2026-03-29 03:00 1',
		]);
	});

	it('are refused when they are more than anyone reads', async () => {
		await expect(slices('hour', 'UTC', '2020-01-01T00:00Z', '2026-01-01T00:00Z')).rejects.toThrow(
			'more than 10000 days or hours; choose a shorter period',
		);
	});
});
