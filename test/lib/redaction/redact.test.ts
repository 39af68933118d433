import { createHash } from 'node:crypto';
import { redact, redactedModel } from '../../../lib/redaction/redact';
import { confidential, shown } from '../../support/redaction/confidential';

const KEY = 'AbC123xyzTOKen-98765';

/** A refusal that shows `text`, of an endpoint with these secrets. */
const refusal = (text: string, endpoint: Parameters<typeof confidential>[1]) =>
	redact(`refused: ${text} here`, confidential([], endpoint));

describe('redaction of keys', () => {
	it.each([
		'Incorrect API key provided: sk-proj-abc***********xyz.',
		'Incorrect API key provided: abc*****xyz.',
		'Authorization: Bearer abcdef123456',
		'Authorization: Basic dXNlcjpwYXNz',
		'key gsk_abcdefghijkl is bad',
		'AIzaSyA1234567890abcdef is invalid',
		'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def is expired',
		'x-api-key: abc123 refused',
		'cannot reach https://user:hunter2@example.com/v1',
		`unsupported image data:image/png;base64,${'iVBORw0KGgo'.repeat(3)}`,
		`blob ${'a1B2'.repeat(11)} refused`,
		`blob ${'a1b2'.repeat(25)} refused`,
	])('hides what looks like one in %j', (text) => {
		const safe = shown(text);
		expect(safe).toContain('[hidden]');
		expect(safe).not.toMatch(/abc\*|xyz\.|abcdef1|dXNl|gsk_a|AIzaSy|eyJ|abc123|hunter2|iVBOR|a1B2|a1b2/);
	});

	it.each([
		['whole', KEY],
		['in capitals', KEY.toUpperCase()],
		['in small letters', KEY.toLowerCase()],
		['by its first 8 characters', `${KEY.slice(0, 8)}...`],
		['by its last 8 characters', `...${KEY.slice(-8)}`],
		['by a piece of its middle', `...${KEY.slice(5, 14)}...`],
		['in an address', encodeURIComponent(KEY)],
		['in base64', Buffer.from(KEY).toString('base64')],
		['in base64 behind another word', Buffer.from(`user:${KEY}`).toString('base64')],
		['in hexadecimal digits', Buffer.from(KEY).toString('hex')],
	])('hides the own one, %s', (_, written) => {
		expect(refusal(written, { endpoint: { apiKey: KEY } })).toMatch(/^refused: (\.\.\.)?\[hidden\](\.\.\.)? here$/);
	});

	it.each([
		['the value of a header', { headers: { 'X-Gate': 'let me in please' } }, 'let me in please'],
		['a token in a header', { headers: { Authorization: 'Bearer plainwordy' } }, 'plainwordy'],
		['the user of a Basic header', { headers: { authorization: `Basic ${btoa('bob:hunter2')}` } }, 'bob'],
		['the password of a Basic header', { headers: { authorization: `Basic ${btoa('bob:hunter2')}` } }, 'Hunter2'],
		['a password in the address', { baseUrl: 'https://gate:passphrase@host/v1' }, 'passphrase'],
		['a user in the address', { baseUrl: 'https://gate:passphrase@host/v1' }, 'gate'],
		['a parameter of the address', { baseUrl: 'https://host/v1?token=querysecret' }, 'querysecret'],
		['a key in the path', { baseUrl: 'https://host/acct-1234567890abcdef/v1' }, 'acct-1234567890abcdef'],
		['a key with quotes in JSON', { apiKey: 'unusual "key"/+' }, 'unusual \\"key\\"/+'],
		['a key with quotes in an address', { apiKey: 'unusual "key"/+' }, 'unusual%20%22key%22%2F%2B'],
		['a passphrase of plain words', { apiKey: 'correct model window' }, 'Correct model window'],
		['a key that no address could hold', { apiKey: 'broken\ud800key' }, 'broken\ud800key'],
	])('hides %s', (_, endpoint, written) => {
		expect(refusal(written, { endpoint })).toBe('refused: [hidden] here');
	});

	it('leaves header values that are words of every error', () => {
		const headers = { 'X-Title': 'Workflow assistant', 'X-Flag': '1', 'X-On': 'true', Referer: 'https://n8n.test' };
		const said = 'The assistant of the workflow wants 1 of https://host, if true';
		expect(redact(said, confidential([], { endpoint: { headers, baseUrl: 'https://host/v1' } }))).toBe(said);
	});

	it('looks for the beginning of each where they are very many and very long', () => {
		const values = Array.from({ length: 100 }, (_, index) =>
			createHash('sha512').update(`${index}`).digest('hex').repeat(60),
		);
		const headers = Object.fromEntries(values.map((value, index) => [`X-${index}`, value]));
		const hidden = confidential([], { endpoint: { apiKey: KEY, headers } });
		expect(hidden.secrets.pieces.size).toBeLessThan(150_000);
		for (const value of [KEY, ...values])
			expect(redact(`refused: ${value.slice(0, 40)} here`, hidden)).toBe('refused: [hidden] here');
	});

	it('shows no half of one where it stops reading', () => {
		const message = `${'sk-abcdefgh'.repeat(181)} passphrase`;
		expect(redact(message, confidential([], { endpoint: { apiKey: 'passphrase' } }))).not.toMatch(/pass/);
	});
});

describe("redaction of a served model's name", () => {
	const endpoint = { baseUrl: 'https://host/v1', apiKey: KEY, headers: { 'X-Gate': `Bearer ${KEY}x` } };

	it.each(['gpt-4.1-mini-2025-04-14', 'meta-llama/Llama-3.3-70B%20Instruct', ''])('leaves %j as it is', (served) => {
		expect(redactedModel(served, endpoint)).toBe(served);
	});

	it.each([`Bearer ${KEY}`, KEY.toUpperCase(), encodeURIComponent(`x ${KEY}`), `model for ${KEY.slice(0, 10)}`])(
		'hides what %j has of the key',
		(served) => {
			expect(redactedModel(served, endpoint)).toContain('[hidden]');
			expect(redactedModel(served, endpoint)).not.toMatch(/abc123/i);
		},
	);

	it('looks at the beginning only, which is all that is shown', () => {
		expect(redactedModel(KEY.repeat(500_000), endpoint)).toBe('[hidden]');
		expect(redactedModel('m'.repeat(10_000_000), endpoint)).toBe('m'.repeat(2_000));
	});
});

describe('redaction of quotations', () => {
	it('hides long ones even when they are of no prompt', () => {
		expect(shown(`Refused: "${'Miller fever '.repeat(30)}" as it isn't allowed`)).toBe(
			"Refused: [hidden] as it isn't allowed",
		);
	});

	it("leaves another server's error, which reads like one", () => {
		const inner = {
			code: 400,
			message: 'request (510 tokens) exceeds the available context size (256 tokens), try increasing it',
		};
		const text = shown(JSON.stringify({ error: JSON.stringify({ error: inner }) }));
		expect(text).toContain(inner.message);
	});

	it('makes one line of at most 500 characters', () => {
		const safe = shown('a line\n  another\n'.repeat(100));
		expect(safe).toHaveLength(500);
		expect(safe).not.toMatch(/\n|\s\s/);
	});
});
