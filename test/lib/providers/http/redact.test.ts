import { endpointSecrets, redact } from '../../../../lib/providers/http/redact';

const nothing = { secrets: [], promptTexts: [] };

describe('redaction', () => {
	it.each([
		'Incorrect API key provided: sk-proj-abc***********xyz.',
		'Authorization: Bearer abcdef123456',
		'Authorization: Basic dXNlcjpwYXNz',
		'key gsk_abcdefghijkl is bad',
		'AIzaSyA1234567890abcdef is invalid',
		'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def is expired',
		'x-api-key: abc123 refused',
		'cannot reach https://user:hunter2@example.com/v1',
		`unsupported image data:image/png;base64,${'iVBORw0KGgo'.repeat(3)}`,
		`blob ${'a1B2'.repeat(25)} refused`,
	])('hides what looks like a key in %j', (text) => {
		const safe = redact(text, nothing);
		expect(safe).toContain('[hidden]');
		expect(safe).not.toMatch(/abc\*|abcdef1|dXNl|gsk_a|AIzaSy|eyJ|abc123|hunter2|iVBOR|a1B2/);
	});

	it("hides the endpoint's own secrets, whatever they look like", () => {
		const secrets = endpointSecrets({
			baseUrl: 'https://gate:passphrase@host/v1?token=querysecret',
			apiKey: 'unusual key',
			headers: { Authorization: 'Bearer plainword', 'x-flag': '1' },
		});
		const safe = redact('unusual key, plainword, passphrase, querysecret: 1 of 4', { secrets, promptTexts: [] });
		expect(safe).toBe('[hidden], [hidden], [hidden], [hidden]: 1 of 4');
	});

	it.each([
		['in an address', 'unusual%20%22key%22%2F%2B'],
		['inside JSON', 'unusual \\"key\\"/+'],
		['in base64', 'dW51c3VhbCAia2V5Ii8r'],
	])('hides a secret %s', (_, shown) => {
		const secrets = endpointSecrets({ baseUrl: 'https://host/v1', apiKey: 'unusual "key"/+', headers: {} });
		expect(redact(`refused: ${shown}`, { secrets, promptTexts: [] })).toBe('refused: [hidden]');
	});

	it('hides a secret that no address could hold', () => {
		const secrets = endpointSecrets({ baseUrl: 'https://host/v1', apiKey: 'broken\ud800key', headers: {} });
		expect(redact('refused: broken\ud800key', { secrets, promptTexts: [] })).toBe('refused: [hidden]');
	});

	it('hides quotations of the prompt, long or in part', () => {
		const prompt = 'The patient Maria Muster, born 1961, has complained of headaches since March.';
		const quoted = (part: string) =>
			redact(`Invalid content ${part} in messages[0]`, { secrets: [], promptTexts: [prompt] });
		expect(quoted(`'${prompt}'`)).toBe("Invalid content '[hidden]' in messages[0]");
		expect(quoted('"Maria Muster, born 1961"')).toBe('Invalid content "[hidden]" in messages[0]');
		expect(quoted('(of headaches since)')).toBe('Invalid content ([hidden]) in messages[0]');
	});

	it('hides a short prompt as a whole and leaves ordinary words', () => {
		expect(redact('Bad text: my secret', { secrets: [], promptTexts: ['my secret'] })).toBe('Bad text: [hidden]');
		expect(redact('Bad text: Hi', { secrets: [], promptTexts: ['Hi'] })).toBe('Bad text: Hi');
		expect(redact('Please reduce the messages', { secrets: [], promptTexts: ['Please count my messages now'] })).toBe(
			'Please reduce the messages',
		);
	});

	it("hides long quotations even when they are nobody's prompt", () => {
		expect(redact(`Refused: "${'word '.repeat(30)}" as it isn't allowed`, nothing)).toBe(
			"Refused: [hidden] as it isn't allowed",
		);
	});

	it('makes one line of at most 500 characters', () => {
		const safe = redact('a line\n  another\n'.repeat(100), nothing);
		expect(safe).toHaveLength(500);
		expect(safe).not.toMatch(/\n|\s\s/);
	});

	it('shows no half of a secret where it stops reading', () => {
		const safe = redact(`${'sk-abcdefgh'.repeat(181)} passphrase`, { secrets: ['passphrase'], promptTexts: [] });
		expect(safe).not.toMatch(/pass/);
	});
});
