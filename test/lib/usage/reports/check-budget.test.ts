import type { UsageRow } from '../../../../lib/types';
import { checkBudget, type BudgetRequest } from '../../../../lib/usage/reports/check-budget';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import { useTemporaryFolder } from '../temporary-folder';
import { usageRow } from '../usage-rows';

const folder = useTemporaryFolder();

const call = (time: string, costUsd: number | undefined, fields: Partial<UsageRow> = {}): UsageRow =>
	usageRow({ startedAtMs: Date.parse(time), costUsd, ...fields });

/** As much in every hour from a time on. */
const everyHour = (from: string, hours: number, costUsd = 0.1): UsageRow[] =>
	Array.from({ length: hours }, (_, hour) =>
		call(new Date(Date.parse(from) + hour * 3_600_000).toISOString(), costUsd),
	);

type Asked = Partial<Omit<BudgetRequest, 'nowMs'>> & { now?: string };

async function check(rows: readonly UsageRow[], { now = '2026-11-25T14:07:00Z', ...asked }: Asked = {}) {
	const log = createSqliteUsageLog({ folder: folder.path });
	await log.record(rows);
	const checked = await checkBudget(log, {
		budgetId: 'b',
		limitUsd: 10,
		unit: 'month',
		timeZone: 'UTC',
		nowMs: Date.parse(now),
		...asked,
	});
	await log.close();
	return checked;
}

describe('a budget check', () => {
	it('of nothing spent is within, and knows no forecast', async () => {
		expect(await check([])).toEqual({
			period: { fromMs: Date.parse('2026-11-01'), toMs: Date.parse('2026-12-01'), label: 'November 2026' },
			limitUsd: 10,
			spentUsd: 0,
			usedPercent: 0,
			remainingUsd: 10,
			status: 'within',
			crossedPercent: [],
			forecastUsd: undefined,
			lastHour: undefined,
			runaway: false,
			unpricedCalls: 0,
			alerts: [],
		});
	});

	it.each([
		['day', 6],
		['week', 14],
		['month', 30],
	] as const)('of a %s counts what was spent in it so far', async (unit, spentUsd) => {
		const rows = [
			call('2026-10-31T23:59:59Z', 100),
			call('2026-11-01T00:00Z', 16),
			call('2026-11-23T00:00Z', 8),
			call('2026-11-25T00:00Z', 4),
			call('2026-11-25T14:06Z', 2),
		];
		expect((await check(rows, { unit })).spentUsd).toBe(spentUsd);
	});

	it('goes by the days of the time zone, the longer and shorter ones too', async () => {
		const berlin = { unit: 'day', timeZone: 'Europe/Berlin' } as const;
		const rows = [
			call('2026-10-24T21:59:59Z', 1),
			call('2026-10-24T22:00Z', 2),
			call('2026-10-25T22:59:59Z', 4),
			call('2026-10-25T23:00Z', 8),
		];
		const autumn = await check(rows, { ...berlin, now: '2026-10-25T22:50:00Z' });
		expect([autumn.spentUsd, autumn.period.toMs - autumn.period.fromMs]).toEqual([6, 25 * 3_600_000]);
		const spring = await check([], { ...berlin, now: '2026-03-29T12:00:00Z' });
		expect(spring.period.toMs - spring.period.fromMs).toBe(23 * 3_600_000);
	});

	it('counts only what is in its scope, and says what has no price', async () => {
		const rows = [
			call('2026-11-25T10:00Z', 1, { group: 'a' }),
			call('2026-11-25T10:00Z', undefined, { group: 'a' }),
			call('2026-11-25T10:00Z', 4, { group: 'b' }),
		];
		expect(await check(rows, { scope: { group: 'a' } })).toMatchObject({ spentUsd: 1, unpricedCalls: 1 });
	});

	it('tells on the first day of a month what it will cost if it goes on like the week before', async () => {
		const { spentUsd, forecastUsd } = await check(everyHour('2026-11-20T00:00Z', 12 * 24), {
			now: '2026-12-01T01:50:00Z',
		});
		expect(spentUsd).toBeCloseTo(0.2);
		expect(forecastUsd).toBeCloseTo(74.4);
	});

	it.each([
		[{ limitUsd: 0 }, 'Limit (USD) must be a number above 0'],
		[{ thresholdsPercent: [0] }, 'Thresholds (%) must be numbers above 0 and at most 1000, such as 50, 80, 100'],
		[
			{ timeZone: 'Mars/Olympus' },
			'Time Zone "Mars/Olympus" is not known; give a name of the IANA time zone database, such as Europe/Berlin',
		],
	])('of %j is refused', async (asked, message) => {
		await expect(check([], asked)).rejects.toMatchObject({ name: 'ReportError', message });
	});
});

describe('alerts', () => {
	const keysOf = async (asked: Asked, costUsd = 8.5) =>
		(await check([call(asked.now ?? '2026-11-25T10:00Z', costUsd)], asked)).alerts.map(({ key }) => key);

	it('are due for each threshold that is reached', async () => {
		const { alerts, period } = await check([call('2026-11-25T10:00Z', 8.5)], { thresholdsPercent: [80, 50, 90] });
		expect(alerts.map(({ event }) => event)).toEqual([
			{ kind: 'threshold', percent: 50 },
			{ kind: 'threshold', percent: 80 },
		]);
		expect(alerts.every(({ keepUntilMs }) => keepUntilMs > period.toMs)).toBe(true);
	});

	it('have keys of their own by threshold, budget and period, the same at each check', async () => {
		const first = await keysOf({});
		expect(new Set(first).size).toBe(2);
		expect(await keysOf({ now: '2026-11-30T23:59:00Z' }, 0)).toEqual(first);
		expect(await keysOf({ budgetId: 'another' }, 0)).not.toContain(first[0]);
		expect(await keysOf({ now: '2026-12-01T00:00:00Z' })).not.toContain(first[0]);
	});

	it('have keys that a ledger takes, whatever the budget is called', async () => {
		const [key = ''] = await keysOf({ budgetId: 'ü'.repeat(5_000) });
		expect(key.length).toBeLessThanOrEqual(300);
	});
});

describe('a runaway', () => {
	const loop = [...everyHour('2026-11-20T00:00Z', 5 * 24), call('2026-11-25T13:20Z', 5)];
	const keyOf = async (now: string) =>
		(await check([], { limitUsd: 100, now })).alerts.find(({ event }) => event.kind === 'runaway')?.key;

	it('is an hour far above its usual one', async () => {
		const { runaway, lastHour, alerts } = await check(loop, { limitUsd: 100 });
		expect([runaway, alerts.map(({ event }) => event)]).toEqual([true, [{ kind: 'runaway' }]]);
		expect(lastHour?.spentUsd).toBe(5);
		expect(lastHour?.usualUsd).toBeCloseTo(0.1, 1);
	});

	it('is seen by a check every hour, whichever minute it fell in', async () => {
		const seen = async (minute: string) => {
			const { runaway } = await check([call(`2026-11-25T13:${minute}Z`, 5, { group: minute })], {
				limitUsd: 100,
				scope: { group: minute },
				now: '2026-11-25T14:00:00Z',
			});
			return runaway;
		};
		for (const minute of ['00', '30', '59']) {
			await check(everyHour('2026-11-20T00:00Z', 5 * 24).map((row) => ({ ...row, group: minute })));
			expect(await seen(minute)).toBe(true);
		}
	});

	it('alerts once a day', async () => {
		await check(loop);
		const key = await keyOf('2026-11-25T14:07:00Z');
		expect(key).toEqual(expect.any(String));
		expect(await keyOf('2026-11-25T14:14:00Z')).toBe(key);
		await check([call('2026-11-26T09:00Z', 9)]);
		expect(await keyOf('2026-11-26T09:10:00Z')).not.toBe(key);
		expect(await keyOf('2026-11-26T09:10:00Z')).toEqual(expect.any(String));
	});

	it('is none with a higher factor, in the first day, and where nobody looks for it', async () => {
		expect((await check(loop, { limitUsd: 100, runawayFactor: 60 })).runaway).toBe(false);
		const off = await check([], { limitUsd: 100, runawayFactor: 0 });
		expect([off.runaway, off.lastHour]).toEqual([false, undefined]);
		const firstDay = await check(
			[call('2026-11-25T01:00Z', 0.01, { group: 'new' }), call('2026-11-25T14:00Z', 9, { group: 'new' })],
			{ scope: { group: 'new' } },
		);
		expect([firstDay.runaway, firstDay.lastHour]).toEqual([false, undefined]);
	});
});
