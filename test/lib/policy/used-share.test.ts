import { usedShare } from '../../../lib/policy/used-share';

const USAGE = { requests: 6, tokens: 500, inFlight: 1 };

describe('used share', () => {
	it('is the largest share of any limit that is set', () => {
		expect(usedShare(USAGE, { rpm: 10, tpm: 1000, concurrency: 4 })).toBe(0.6);
		expect(usedShare(USAGE, { tpm: 1000, concurrency: 4 })).toBe(0.5);
		expect(usedShare(USAGE, { concurrency: 4 })).toBe(0.25);
	});

	it('is 0 when no limit is set', () => {
		expect(usedShare(USAGE, {})).toBe(0);
	});

	it('goes beyond 1 when others used more than this limit', () => {
		expect(usedShare(USAGE, { rpm: 3 })).toBe(2);
	});

	it('takes a deployment with a limit of 0 for full, used or not', () => {
		expect(usedShare({ requests: 0, tokens: 0, inFlight: 0 }, { rpm: 0 })).toBe(Infinity);
	});
});
