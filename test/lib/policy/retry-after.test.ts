import { retryAfterMs } from '../../../lib/policy/retry-after';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), NOW_MS);

describe('Retry-After', () => {
	it.each([
		['20', 20_000],
		['0', 0],
		['1.5', 1_500],
		['.25', 250],
		[' 7 ', 7_000],
		['-3', 0],
		['Sun, 22 Nov 2026 12:00:20 GMT', 20_000],
		['Sunday, 22-Nov-26 12:00:20 GMT', 20_000],
		['Sun, 22 Nov 2026 11:59:00 GMT', 0],
	])('%j is %i ms', (text, durationMs) => {
		expect(read({ 'retry-after': text })).toBe(durationMs);
	});

	it.each(['', 'soon', '1e3', '12 seconds', '0x10', 'NaN', 'Infinity', '2026-11-22T12:00:20Z', 'Sun, sometime'])(
		'%j is nothing',
		(text) => {
			expect(read({ 'retry-after': text })).toBeUndefined();
		},
	);

	it('is nothing when no header has it', () => {
		expect(read({})).toBeUndefined();
	});

	it('in milliseconds wins over seconds', () => {
		expect(read({ 'retry-after-ms': '1234.5', 'retry-after': '9' })).toBe(1_235);
		expect(read({ 'retry-after-ms': 'garbage', 'retry-after': '9' })).toBe(9_000);
	});
});
