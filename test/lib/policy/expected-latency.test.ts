import { NEW_BREAKER, type Breaker } from '../../../lib/policy/breaker';
import { expectedLatencies, type Contender } from '../../../lib/policy/expected-latency';
import { expectedOutputTokens } from '../../../lib/policy/expected-output';
import { SPEED_FRESH_MS } from '../../../lib/policy/measured-speed';

const NOW_MS = 1_000_000;
const contender = (
	firstTokenMs?: number,
	more: Partial<Contender> & { perTokenMs?: number; ageMs?: number; answers?: number } = {},
): Contender => {
	const { perTokenMs, ageMs = 0, answers = 2, ...settings } = more;
	return {
		speed: firstTokenMs === undefined ? undefined : { firstTokenMs, perTokenMs, measuredAtMs: NOW_MS - ageMs, answers },
		breaker: NEW_BREAKER,
		inFlight: 0,
		...settings,
	};
};
const failing: Breaker = { state: 'closed', epoch: 0, consecutiveFailures: 1 };
const halfOpen: Breaker = { state: 'half_open', epoch: 2, consecutiveFailures: 3, factor: 1 };
/** Letters in the order of their expected time; equals as listed. */
function orderOf(contenders: Contender[], outputTokens = 0): string {
	const expected = expectedLatencies(contenders, outputTokens, NOW_MS);
	return [...'abcdef'.slice(0, contenders.length)]
		.map((letter, i) => ({ letter, ms: expected[i]! }))
		.sort((a, b) => (a.ms === b.ms ? 0 : a.ms - b.ms))
		.map(({ letter }) => letter)
		.join('');
}

describe('the expected latency', () => {
	it('is the time to the first token, and that of every token to come', () => {
		const contenders = [contender(100, { perTokenMs: 20 }), contender(900, { perTokenMs: 5 }), contender(300)];
		expect(expectedLatencies(contenders, 50, NOW_MS)).toEqual([1_100, 1_150, 300]);
		expect(orderOf(contenders, 10)).toBe('acb');
		expect(orderOf(contenders, 200)).toBe('cba');
	});

	it('puts one that was not measured first, so that it is', () => {
		expect(orderOf([contender(50), contender(), contender(10)])).toBe('bca');
	});

	it('does not rely on a single answer, which may have been an exception', () => {
		expect(orderOf([contender(50), contender(900, { answers: 1 })])).toBe('ba');
		expect(orderOf([contender(50), contender(10, { answers: 1, inFlight: 1 })])).toBe('ab');
		expect(orderOf([contender(50), contender(60_000, { answers: 0 })])).toBe('ab');
	});

	it('counts one whose first measurement is under way as the average of the others', () => {
		expect(
			expectedLatencies([contender(50), contender(undefined, { inFlight: 1 }), contender(150)], 0, NOW_MS),
		).toEqual([50, expect.closeTo(100, 3), 150]);
	});

	it('sends no parallel calls to one that may hang beside a single one that was measured', () => {
		expect(orderOf([contender(undefined, { inFlight: 1 }), contender(50)])).toBe('ba');
		expect(orderOf([contender(undefined, { inFlight: 1 }), contender(50), contender(50)])).toBe('bca');
	});

	it('spreads parallel calls while nothing at all is measured', () => {
		const busy = contender(undefined, { inFlight: 3 });
		expect(orderOf([busy, contender(), contender()])).toBe('bca');
		expect(orderOf([busy, busy, contender()])).toBe('cab');
		expect(orderOf([busy, busy], 100)).toBe('ab');
	});

	it('takes a measurement of 15 minutes ago for none', () => {
		expect(orderOf([contender(10, { ageMs: SPEED_FRESH_MS - 1 }), contender(900, { ageMs: SPEED_FRESH_MS })])).toBe(
			'ba',
		);
	});

	it('puts one that fails and was never measured last, and goes by the measurement of one that was', () => {
		expect(
			orderOf([contender(undefined, { breaker: failing }), contender(900), contender(50, { breaker: failing })]),
		).toBe('cba');
	});

	it('puts one whose cooldown is over first, once, whatever was measured before it', () => {
		const back = { breaker: halfOpen };
		expect(orderOf([contender(50), contender(60_000, back)])).toBe('ba');
		expect(orderOf([contender(50), contender(60_000, { ...back, inFlight: 1 })])).toBe('ab');
	});
});

describe('the expected output', () => {
	it.each([
		[undefined, 300],
		[4_096, 300],
		[20, 20],
	])('of a maximum of %s is %s tokens', (maximum, expected) => {
		expect(expectedOutputTokens(maximum)).toBe(expected);
	});
});
