import fs from 'node:fs';
import path from 'node:path';
import { errorDetail } from '../../../lib/providers/http/error-answer';
import { MAX_MESSAGE_LENGTH, redact } from '../../../lib/redaction/redact';
import { unescape } from '../../../lib/redaction/unescape';
import { confidential } from '../../support/redaction/confidential';

const read = (name: string): string => fs.readFileSync(path.resolve(__dirname, '../../../', name), 'utf8');
const list = (name: string) => JSON.parse(read(`test/fixtures/${name}`)) as Array<Record<string, unknown>>;

const TEXTS = [
	...new Set([
		...(JSON.parse(read('test/fixtures/error-texts/reported.json')) as string[]),
		...(JSON.parse(read('test/fixtures/error-texts/ollama.json')) as string[]),
		...[...list('anthropic/errors.json'), ...list('ollama/errors.json')].flatMap((answer) => saidOf(answer)),
		...list('openai/error-answers.json').flatMap(({ body }) => saidOf(body)),
	]),
];

function saidOf(body: unknown): string[] {
	const { message, type, code } = errorDetail(body);
	return [message, type, code].filter((text) => text !== undefined);
}

/** What people ask, long and short; one of them is all about models and their errors. */
const PROMPTS: Record<string, string> = {
	'a letter': `Dear Dr. Huber, my patient Maria Muster, born on 3 March 1961, has complained of headaches since 2019.
Her insurance number is 4711 010361. Please answer within 14 days; we had to wait too long. Is there any request for
more information that you cannot provide? The temperature was 38.5, and the image of her head is in the file.`,
	'an order in JSON': JSON.stringify({
		id: 4096,
		lines: [{ item: 'Chair', price: 8192, tax: 0.2 }],
		date: '2026-11-27',
	}),
	'an extraction': `Extract name, type, value, size and date of every invoice as JSON. Do not return any other text.
If a field is missing, use null. The maximum is 10000, the minimum 1000; a total of 12000 or 30000 must be flagged.`,
	'numbers that errors have':
		'8192 and 131072 and 136973 and 4096 and 5000 and 12000 and 30000 and 29800 and 200000 and 64000 and 7340032 and 5242880 and 2345 and 1234 and 9000 and 128000 and 1048576 and 11434 and 4390 and 400 and 401 and 402 and 429 and 500',
	'a talk about tokens':
		'How many tokens does the model support? Which context length is the limit, and what does it cost?',
	'a novel': `It was a bright cold day in April, and the clocks were striking thirteen. ${'He said that she could not have known what was in the house before. '.repeat(50)}`,
	'a page about models': ['configuration', 'capabilities', 'openai-endpoint']
		.map((name) => read(`docs/${name}.md`))
		.join('\n'),
};

/** As it is shown after a prompt that has nothing of it. */
const plainly = (text: string) => redact(text, confidential(['zzz']));

describe.each(Object.entries(PROMPTS))('an error after %s', (name, prompt) => {
	const known = confidential([prompt]);

	it.each(TEXTS)('can be read: %s', (text) => {
		const words = plainly(text).match(/[\p{L}\p{N}]+|\[hidden\]/gu) ?? [];
		const left = redact(text, known);
		const lost = words.filter((word) => !left.includes(word));
		// A whole page shares a name or two with an error: of ten words nine are left, but for two.
		expect({ left, lost: lost.slice(name === 'a page about models' ? 2 + words.length / 10 : 0) }).toEqual({
			left,
			lost: [],
		});
	});
});

describe('an error', () => {
	it.each(TEXTS)('is shown as it is, without its escapes, but for what looks like a key: %s', (text) => {
		const whole = unescape(text).replace(/\s+/g, ' ');
		expect(plainly(text)).toBe(whole.replace(/sk-[\w*]+\.?/g, '[hidden]').slice(0, MAX_MESSAGE_LENGTH));
	});
});
