import {
	freshSpeed,
	SPEED_FRESH_MS,
	speedAfter,
	type MeasuredSpeed,
	type TimedAttempt,
} from '../../../lib/policy/measured-speed';

const answer = (timeToFirstTokenMs: number, more: Partial<TimedAttempt> = {}): TimedAttempt => ({
	outcome: { kind: 'success' },
	latencyMs: timeToFirstTokenMs,
	timeToFirstTokenMs,
	...more,
});
const failure = (latencyMs: number, more: Partial<TimedAttempt> = {}): TimedAttempt => ({
	outcome: { kind: 'failure' },
	latencyMs,
	...more,
});
const known: MeasuredSpeed = { firstTokenMs: 100, perTokenMs: 10, measuredAtMs: 0, answers: 2 };

describe('the measured speed', () => {
	it('is that of the first answer, then a mean in which the latest weigh most', () => {
		const first = speedAfter(undefined, answer(100), 5);
		expect(first).toEqual({ firstTokenMs: 100, measuredAtMs: 5, answers: 1 });
		expect(speedAfter(first, answer(200), 5)).toMatchObject({ firstTokenMs: 130 });
		let speed = first;
		for (let i = 0; i < 10; i += 1) speed = speedAfter(speed, answer(200), 5);
		expect(speed!.firstTokenMs).toBeGreaterThan(195);
	});

	it('is that of the faster of the first two answers, which may also come after a failure', () => {
		const cold = speedAfter(undefined, answer(900), 0);
		expect(speedAfter(cold, answer(100), 0)).toEqual({ firstTokenMs: 100, measuredAtMs: 0, answers: 2 });
		expect(speedAfter(cold, answer(1_000), 0)).toEqual({ firstTokenMs: 930, measuredAtMs: 0, answers: 2 });
		expect(speedAfter(speedAfter(undefined, failure(60_000), 0), answer(100), 0)).toEqual({
			firstTokenMs: 100,
			measuredAtMs: 0,
			answers: 1,
		});
	});

	it('follows a faster answer more than a slower one', () => {
		expect(speedAfter(known, answer(200), 0)!.firstTokenMs).toBe(130);
		expect(speedAfter(known, answer(0), 0)!.firstTokenMs).toBe(50);
	});

	it('rises little by one answer, however slow, and four-fold by three in a row', () => {
		let speed: MeasuredSpeed | undefined = known;
		const rises = [60_000, 60_000, 60_000].map((ms) => (speed = speedAfter(speed, answer(ms), 0))!.firstTokenMs);
		expect(rises).toEqual([160, 256, 409.6]);
		const paced = answer(100, { outputTokens: 101, latencyMs: 60_100 });
		expect(speedAfter(known, paced, 0)!.perTokenMs).toBe(16);
	});

	it('rises from nothing', () => {
		let speed = speedAfter(undefined, answer(0), 0);
		for (let i = 0; i < 20; i += 1) speed = speedAfter(speed, answer(1_000), 0);
		expect(speed!.firstTokenMs).toBeGreaterThan(900);
	});

	it('takes the pace from what comes after the first token, and short answers for less', () => {
		const paced = (outputTokens: number, latencyMs: number) => answer(100, { outputTokens, latencyMs });
		expect(speedAfter(undefined, paced(33, 420), 0)).toMatchObject({ firstTokenMs: 100, perTokenMs: 10 });
		expect(speedAfter(known, paced(33, 740), 0)!.perTokenMs).toBe(13);
		expect(speedAfter(known, paced(9, 260), 0)!.perTokenMs).toBe(10.75);
	});

	it.each([0, 1, undefined])('leaves the pace as it was after an answer of %s tokens', (outputTokens) => {
		expect(speedAfter(known, answer(100, { outputTokens }), 7)).toEqual({ ...known, measuredAtMs: 7 });
		expect(speedAfter(undefined, answer(100, { outputTokens }), 7)).toEqual({
			firstTokenMs: 100,
			measuredAtMs: 7,
			answers: 1,
		});
	});

	it('counts an empty answer whole', () => {
		expect(speedAfter(undefined, { outcome: { kind: 'success' }, latencyMs: 80 }, 0)).toEqual({
			firstTokenMs: 80,
			measuredAtMs: 0,
			answers: 1,
		});
	});

	it('is slower after a failure that took longer than an answer, and never faster after one', () => {
		expect(speedAfter(known, failure(60_000), 0)).toEqual({
			firstTokenMs: 18_070,
			perTokenMs: 10,
			measuredAtMs: 0,
			answers: 2,
		});
		expect(speedAfter(known, failure(5), 3)).toEqual(known);
		expect(speedAfter(known, failure(30_000, { timeToFirstTokenMs: 1 }), 0)!.firstTokenMs).toBe(9_070);
		expect(
			speedAfter(known, { ...failure(500), outcome: { kind: 'cool', cause: 'failure', untilMs: 1 } }, 0)!.firstTokenMs,
		).toBe(220);
	});

	it('is not known by a quick failure, but by one that kept the caller waiting', () => {
		expect(speedAfter(undefined, failure(5), 0)).toBeUndefined();
		const slow = { firstTokenMs: 60_000, measuredAtMs: 0, answers: 0 };
		expect(speedAfter(undefined, failure(60_000), 0)).toEqual(slow);
		expect(speedAfter({ ...slow, firstTokenMs: 100, answers: 1 }, failure(60_000), 0)).toEqual({
			...slow,
			firstTokenMs: 18_070,
		});
	});

	it('heeds a cancelled attempt only while no token had come', () => {
		const cancelled = (more: Partial<TimedAttempt>) =>
			speedAfter(known, { outcome: { kind: 'cancelled' }, latencyMs: 5_000, ...more }, 0);
		expect(cancelled({})!.firstTokenMs).toBe(1_570);
		expect(cancelled({ timeToFirstTokenMs: 90 })).toEqual(known);
		expect(cancelled({ latencyMs: 0 })).toEqual(known);
	});

	it('is not touched by a request that was at fault itself', () => {
		expect(speedAfter(known, { outcome: { kind: 'neutral' }, latencyMs: 9_000 }, 0)).toEqual(known);
	});

	it('gives way to new measurements the older it is, and ends after 15 minutes', () => {
		expect(speedAfter(known, answer(200), SPEED_FRESH_MS / 2)!.firstTokenMs).toBe(165);
		expect(speedAfter(known, answer(200), SPEED_FRESH_MS)).toEqual({
			firstTokenMs: 200,
			measuredAtMs: SPEED_FRESH_MS,
			answers: 2,
		});
		expect(freshSpeed(known, SPEED_FRESH_MS - 1)).toBe(known);
		expect(freshSpeed(known, SPEED_FRESH_MS)).toBeUndefined();
		expect(speedAfter(known, failure(5), SPEED_FRESH_MS)).toBe(known);
		expect(speedAfter(known, failure(5_000), SPEED_FRESH_MS)).toEqual({
			firstTokenMs: 5_000,
			measuredAtMs: SPEED_FRESH_MS,
			answers: 2,
		});
	});

	it('is kept in whole microseconds', () => {
		expect(speedAfter(undefined, answer(1 / 3), 0)!.firstTokenMs).toBe(0.333);
	});
});
