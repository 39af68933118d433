import { continuationMessages, dropRepeatedEnd, mayBeRepeating } from '../../../lib/policy/continuation';

const PARTIAL = 'Bread needs flour, water, salt and time. The dough rests for an hour.';
const endOf = (length: number) => PARTIAL.slice(-length);

describe('what a continuation repeats of the end', () => {
	it('is dropped from 20 characters on', () => {
		expect(dropRepeatedEnd(PARTIAL, `${endOf(20)} Then bake it.`)).toBe(' Then bake it.');
		expect(dropRepeatedEnd(PARTIAL, `${endOf(45)} Then bake it.`)).toBe(' Then bake it.');
		expect(dropRepeatedEnd(PARTIAL, `${PARTIAL} Then bake it.`)).toBe(' Then bake it.');
	});

	it('stays below 20 characters, since that happens by chance', () => {
		expect(dropRepeatedEnd(PARTIAL, `${endOf(19)} Then bake it.`)).toBe(`${endOf(19)} Then bake it.`);
	});

	it('stays when it is not the very end', () => {
		const middle = PARTIAL.slice(0, 40);
		expect(dropRepeatedEnd(PARTIAL, `${middle} again`)).toBe(`${middle} again`);
	});

	it('stays when one character differs', () => {
		const almost = `${endOf(30).slice(0, -1)}!`;
		expect(dropRepeatedEnd(PARTIAL, almost)).toBe(almost);
	});

	it('is dropped whole when nothing new follows', () => {
		expect(dropRepeatedEnd(PARTIAL, endOf(25))).toBe('');
	});

	it('is the longest that fits', () => {
		const partial = 'la '.repeat(20);
		expect(dropRepeatedEnd(partial, `${'la '.repeat(10)}end`)).toBe('end');
	});
});

describe('holding a continuation back', () => {
	it('goes on while its beginning stands in the text and more may follow', () => {
		expect(mayBeRepeating(PARTIAL, '')).toBe(true);
		expect(mayBeRepeating(PARTIAL, 'The')).toBe(true);
		expect(mayBeRepeating(PARTIAL, 'The dough rests for an hour')).toBe(true);
	});

	it('ends at the first character that the text does not have', () => {
		expect(mayBeRepeating(PARTIAL, 'The oven')).toBe(false);
		expect(mayBeRepeating(PARTIAL, 'Z')).toBe(false);
	});

	it('ends where the text ends: nothing is left to repeat', () => {
		expect(mayBeRepeating(PARTIAL, endOf(28))).toBe(false);
	});

	it('shows no text twice and loses none, however the repetition is cut into pieces', () => {
		const start = `${endOf(28)} Then bake it.`;
		for (let size = 1; size <= start.length; size += 1) {
			let held = '';
			let at = 0;
			while (at < start.length && mayBeRepeating(PARTIAL, held)) {
				held += start.slice(at, at + size);
				at += size;
			}
			expect(dropRepeatedEnd(PARTIAL, held) + start.slice(at)).toBe(' Then bake it.');
		}
	});
});

describe('the conversation a continuation is given', () => {
	it('ends with the partial answer and the request to go on, and leaves the original alone', () => {
		const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Bread?' }] }];
		const continued = continuationMessages(messages, PARTIAL);
		expect(continued).toHaveLength(3);
		expect(continued[0]).toBe(messages[0]);
		expect(continued[1]).toEqual({ role: 'assistant', text: PARTIAL });
		expect(continued[2]).toMatchObject({
			role: 'user',
			content: [{ type: 'text', text: expect.stringContaining('Continue it exactly where it stopped') }],
		});
		expect(messages).toHaveLength(1);
	});

	it('is not looked for beyond 10,000 characters', () => {
		const partial = 'a'.repeat(50_000);
		expect(mayBeRepeating(partial, 'a'.repeat(10_000))).toBe(true);
		expect(mayBeRepeating(partial, 'a'.repeat(10_001))).toBe(false);
		expect(dropRepeatedEnd(partial, 'a'.repeat(20_000))).toBe('a'.repeat(10_000));
	});
});
