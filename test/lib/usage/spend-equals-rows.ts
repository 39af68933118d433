import { slicesOf } from '../../../lib/usage/reports/slices';
import { QUARTER_HOUR_MS } from '../../../lib/types/spend';
import type { UsageRow } from '../../../lib/types/usage-row';
import type { UsageLog } from '../../../lib/usage/usage-log';
import { usageRow } from './usage-rows';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const START_MS = Date.UTC(2026, 0, 1);
const ROWS = 4_000;
const QUESTIONS = 50;

/** Among them half-hour and quarter-hour zones, and clocks set by half an hour. */
const ZONES = [
	'UTC',
	'Europe/Berlin',
	'America/New_York',
	'Asia/Kolkata',
	'Asia/Kathmandu',
	'Australia/Lord_Howe',
	'America/St_Johns',
	'Pacific/Chatham',
	'Africa/Casablanca',
];

/** Where clocks are set: ranges around these are asked for more often. */
const CLOCK_CHANGES = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'].map(
	Date.parse,
);

/** Asks the same random questions of the log and of plain sums over the rows, before and after half of the rows are deleted. */
export async function expectSpendToEqualRows(log: UsageLog): Promise<void> {
	const random = randomNumbers(7);
	const rows = Array.from({ length: ROWS }, () => randomRow(random));
	for (let done = 0; done < rows.length; done += 500) await log.record(rows.slice(done, done + 500));
	const questions = Array.from({ length: QUESTIONS }, () => randomQuestion(random));
	for (const question of questions) await expectEqual(log, rows, question);
	for (let deleted = 1; deleted > 0;)
		deleted = await log.deleteCalls({ beforeMs: START_MS + YEAR_MS / 2 + 12_345, limit: 1_000 });
	expect((await log.totals({})).calls).toBeLessThan(ROWS * 0.7);
	for (const question of questions) await expectEqual(log, rows, question);
}

interface Question {
	timeZone: string;
	unit: 'day' | 'hour';
	fromMs: number;
	toMs: number;
}

async function expectEqual(
	log: UsageLog,
	rows: readonly UsageRow[],
	{ timeZone, unit, fromMs, toMs }: Question,
): Promise<void> {
	const { boundariesMs, labels } = await slicesOf({ fromMs, toMs }, unit, timeZone);
	const expected = new Map<string, { calls: number; costUsd: number; tokens: number }>();
	for (const row of rows) {
		if (row.startedAtMs < fromMs || row.startedAtMs >= toMs) continue;
		const key = localLabel(row.startedAtMs, timeZone, unit);
		const sum = expected.get(key) ?? { calls: 0, costUsd: 0, tokens: 0 };
		expected.set(key, {
			calls: sum.calls + 1,
			costUsd: sum.costUsd + (row.costUsd ?? 0),
			tokens: sum.tokens + (row.inputTokens ?? 0),
		});
	}
	const report = await log.spend({ boundariesMs, groupBy: ['group'] });
	const found = new Map<string, { calls: number; costUsd: number; tokens: number }>();
	for (const { slice, calls, costUsd, inputTokens } of report.rows) {
		// An hour that comes twice has one label on a clock.
		const key = labels[slice]!.replace(/ [+-]\d\d:\d\d$/, '');
		const sum = found.get(key) ?? { calls: 0, costUsd: 0, tokens: 0 };
		found.set(key, { calls: sum.calls + calls, costUsd: sum.costUsd + costUsd, tokens: sum.tokens + inputTokens });
	}
	expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
	for (const [key, sum] of expected)
		expect(found.get(key)).toEqual({ ...sum, costUsd: expect.closeTo(sum.costUsd, 9) as number });
}

/** What a clock of the zone shows, by another way than the code under test goes. */
function localLabel(epochMs: number, timeZone: string, unit: 'day' | 'hour'): string {
	const parts = new Intl.DateTimeFormat('en-CA', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		hourCycle: 'h23',
	}).formatToParts(epochMs);
	const of = (type: string) => parts.find((part) => part.type === type)?.value;
	const day = `${of('year')}-${of('month')}-${of('day')}`;
	return unit === 'day' ? day : `${day} ${of('hour')}:00`;
}

function randomRow(random: () => number): UsageRow {
	const chosen = pick(CLOCK_CHANGES, random);
	const startedAtMs = Math.floor(
		random() < 0.4 ? chosen + (random() - 0.5) * 3 * DAY_MS : START_MS + random() * YEAR_MS,
	);
	return usageRow({
		startedAtMs,
		group: pick(['chat', 'code'], random),
		deployment: pick(['a', 'b', 'c'], random),
		costUsd: random() < 0.05 ? undefined : Math.round(random() * 1e6) / 1e8,
		inputTokens: Math.floor(random() * 1_000),
		workflowId: pick(['w1', 'w2', 'w3'], random),
	});
}

function randomQuestion(random: () => number): Question {
	const unit = random() < 0.5 ? 'day' : 'hour';
	const lengthMs = (unit === 'day' ? 40 * DAY_MS : 4 * DAY_MS) * random();
	const aroundMs = random() < 0.6 ? pick(CLOCK_CHANGES, random) - lengthMs / 2 : START_MS + random() * YEAR_MS;
	const fromMs = Math.floor(aroundMs / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
	return {
		timeZone: pick(ZONES, random),
		unit,
		fromMs,
		toMs: fromMs + Math.ceil(lengthMs / QUARTER_HOUR_MS + 1) * QUARTER_HOUR_MS,
	};
}

function pick<T>(list: readonly T[], random: () => number): T {
	return list[Math.floor(random() * list.length)]!;
}

/** Numbers in [0, 1), the same for the same seed (Mulberry32). */
function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
