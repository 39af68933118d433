import { redact } from '../../../lib/redaction/redact';
import { confidential, shown as hide } from '../../support/redaction/confidential';

const FORM = 'Name: J. Miller\nAge: 54\nDiag: ALS\nIBAN: DE89 3704\nPIN: 4711';
const PROSE =
	'The patient Maria Muster, born 1961, has complained of "bad" headaches since March.\nGrüße aus Zürich 👋';

/** A body inside a string of another body, as gateways write it. */
const escaped = (text: string, times: number): string =>
	times === 0 ? text : escaped(JSON.stringify(text).slice(1, -1), times - 1);
const asciiJson = (text: string) =>
	JSON.stringify(text).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

describe('an echo of the prompt', () => {
	it.each([
		['as it is', (text: string) => `Invalid value: ${text}`],
		['escaped once', (text: string) => `Invalid value: ${escaped(text, 1)}`],
		['escaped twice', (text: string) => `Invalid value: "${escaped(text, 2)}"`],
		['escaped three times', (text: string) => `Invalid value: "${escaped(text, 3)}"`],
		['in ASCII', (text: string) => `Invalid value: ${asciiJson(text)}`],
		['in HTML', (text: string) => `Invalid value: <b>${html(text)}</b>`],
		['in one line', (text: string) => `Invalid value: ${text.replace(/\s+/g, ' ')}`],
		['in capitals', (text: string) => `Invalid value: ${text.toUpperCase()}`],
		['in a list of messages', (text: string) => `Invalid value: ${JSON.stringify([{ role: 'user', content: text }])}`],
		['cut off', (text: string) => `Invalid value: '${text.slice(0, 40)}...'`],
		['from the middle on', (text: string) => `Invalid value: ...${escaped(text, 1).slice(20)}`],
	])('%s is hidden', (_, quote) => {
		for (const prompt of [FORM, PROSE]) {
			const safe = hide(quote(prompt), prompt);
			expect(safe).toMatch(/^Invalid value: /);
			expect(safe).toContain('[hidden]');
			expect(safe).not.toMatch(/mill|54|als|de89|3704|4711|patient|muster|1961|headache|march|rich/i);
		}
	});

	it.each(["'PIN: 4711'", '"4711"', 'field J. Miller of the form', 'DE89\\u00203704'])(
		'of one short line or value (%s) is hidden',
		(quote) => {
			expect(hide(`Cannot read ${quote}`, FORM)).toMatch(/^Cannot read .*\[hidden\]/);
			expect(hide(`Cannot read ${quote}`, FORM)).not.toMatch(/4711|Miller|3704/);
		},
	);

	it('of values and keys in JSON is hidden, unless they are words of errors', () => {
		const json = '{"patient": "Maria M.", "codes": ["G12.2"], "patientAge": 54}';
		expect(hide('Bad codes: "Maria M." has G12.2 in patient', json)).toBe(
			'Bad codes: "[hidden]." has [hidden] in [hidden]',
		);
	});

	it('is hidden up to its closing quote, so that the rest can be read', () => {
		const safe = hide('Invalid \'messages[0].content\': "Maria Muster, born 1961" is not an object.', PROSE);
		expect(safe).toBe('Invalid \'messages[0].content\': "[hidden]" is not an object.');
	});

	it('goes with what is beside it and no word of errors: it may be half of a word, or a changed one', () => {
		expect(hide('Invalid "ter Muster, born 1961, has complai..." is no object', PROSE)).toBe(
			'Invalid "[hidden]..." is no object',
		);
		expect(hide('Refused: The patient Maria Muster, born 1961, has (altered) text', PROSE)).toBe(
			'Refused: [hidden]) text',
		);
	});

	it('of a plain word is hidden in a row with another one, and is shown alone', () => {
		const prompt = 'the word hunter2 is my password';
		expect(hide('Bad: the word hunter2', prompt)).toBe('Bad: [hidden]');
		expect(hide('Bad: hunter2 is the word', prompt)).toBe('Bad: [hidden] the word');
	});

	it('of plain words alone is hidden from six in a row on', () => {
		const prompt = 'There is no limit to what you can do with it.';
		expect(hide('Bad: "is no limit to what"', prompt)).toBe('Bad: "is no limit to what"');
		expect(hide('Bad: "is no limit to what you"', prompt)).toBe('Bad: "[hidden]"');
	});

	it('of a word that the message repeats without end is hidden, however plain', () => {
		expect(hide('the '.repeat(21), 'the')).toBe('[hidden]');
		expect(hide('the '.repeat(20), 'the')).toBe('the '.repeat(20).trim());
	});

	it('in Chinese or Japanese is known by fewer characters', () => {
		expect(hide('无效内容：“张伟的身份证号码”', '患者张伟的身份证号码是多少？')).toBe('无效内容：“[hidden]”');
		expect(hide('無効：山田太郎', '山田太郎\n東京')).toBe('無効：[hidden]');
	});

	it.each([
		"The model 'x' does not exist or you do not have access to it.",
		"model 'x' not found",
		"This model's maximum context length is 8192 tokens. However, you requested 10000 tokens (9000 in the messages, 1000 in the completion).",
		"Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported.",
		'prompt is too long: 214315 tokens > 200000 maximum',
		'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.',
	])('is not found in what providers say: %s', (message) => {
		const prompt = `${FORM}\n${PROSE}\nPlease tell me the temperature in this model city, and do not request any more messages of it. Which tokens does it support?`;
		expect(hide(message, prompt, '{"type":"object","properties":{"temperature":{"type":"string"}}}')).toBe(message);
	});

	it('is not found in the names of the call: its model, tools and fields', () => {
		const settings = {
			tools: [{ name: 'find_invoice', parameters: { properties: { customerAge: { type: 'string' } } } }],
			extraBody: { mirostat: 2 },
		};
		const prompt = 'Ask llama3 for find_invoice with customerAge and mirostat; the customer is Muster.';
		const said = "llama3: 'find_invoice' has no customerAge, mirostat, Muster";
		expect(redact(said, confidential([prompt], { model: 'llama3', settings }))).toBe(
			"llama3: 'find_invoice' has no customerAge, mirostat, [hidden]",
		);
	});

	it.each([
		['of one letter', 'a'.repeat(2_200_000)],
		['that repeats itself', 'lorem ipsum dolor sit amet '.repeat(80_000)],
		['of many short lines', 'lorem ip\n'.repeat(240_000)],
		['of backslashes', '\\'.repeat(2_200_000)],
		['of nothing but escapes', '\\u0061&amp;'.repeat(200_000)],
	])('is looked for in a prompt %s in one walk', (_, prompt) => {
		const message = `${'lorem ipX '.repeat(100)}${'aaaaaaab'.repeat(100)}`;
		// A search that is not linear takes minutes here, and the test's time runs out.
		expect(hide(message, prompt)).toMatch(/^(\[hidden\]|lorem)/);
	});

	it.each([
		['a ', 'a '],
		['中文', '中文'],
		['1 ', '1 2 '],
	])('is looked for in one walk where prompt and error are %j over and over', (inPrompt, inMessage) => {
		const prompt = inPrompt.repeat(4_000_000 / inPrompt.length);
		expect(hide(inMessage.repeat(2_000), prompt)).toMatch(/^\[hidden\]/);
	});

	it('is found at the end of megabytes', () => {
		expect(
			hide(
				'failed at: the needle in the haystack',
				`${'filler and more filler.\n'.repeat(50_000)}the needle in the haystack`,
			),
		).toBe('failed at: [hidden]');
	});

	it('is looked for in the beginning of an error of megabytes', () => {
		expect(hide(`failed at: the needle ${'\\u0061 x'.repeat(150_000)}`, 'the needle')).toMatch(
			/^failed at: \[hidden\]/,
		);
	});

	it('is taken for granted when the request is too large to compare', () => {
		expect(hide('too long', 'x'.repeat(4_000_001))).toBe('[hidden]');
	});
});
