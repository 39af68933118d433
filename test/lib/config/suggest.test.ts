import { remedyFor, suggest } from '../../../lib/config/suggest';

const SETTINGS = ['provider', 'baseUrl', 'apiKey', 'model', 'rpm', 'tpm', 'firstTokenSeconds', 'cooldownSeconds'];

describe('suggesting what was meant', () => {
	it.each([
		['modle', 'model'],
		['mdel', 'model'],
		['modell', 'model'],
		['rmp', 'rpm'],
		['Rpm', 'rpm'],
		['api_key', 'apiKey'],
		['API-KEY', 'apiKey'],
		['base_uri', 'baseUrl'],
		['providr', 'provider'],
		['first_token_secs', 'firstTokenSeconds'],
		['cooldwonSecods', 'cooldownSeconds'],
	])('takes %s for %s', (word, meant) => {
		expect(suggest(word, SETTINGS)).toBe(meant);
	});

	it.each(['', 'x', 'rate', 'price', 'timeout', 'temperature', 'm'.repeat(100)])('makes nothing of %j', (word) => {
		expect(suggest(word, SETTINGS)).toBeUndefined();
	});

	it('takes the closest, and of equally close ones the first', () => {
		expect(suggest('chats', ['chart', 'chat'])).toBe('chat');
		expect(suggest('xpm', ['tpm', 'rpm'])).toBe('tpm');
	});

	it('allows more changes the longer the word is', () => {
		expect(suggest('abXY', ['abcd'])).toBeUndefined();
		expect(suggest('abcdXY', ['abcdef'])).toBe('abcdef');
		expect(suggest('abcdefXYZ', ['abcdefghi'])).toBe('abcdefghi');
		expect(suggest('abcdeWXYZ', ['abcdefghi'])).toBeUndefined();
	});
});

describe('the remedy', () => {
	it('is the close name, else the possible ones when they are few', () => {
		expect(remedyFor('weigthed', ['weighted', 'least-used'])).toBe('did you mean "weighted"?');
		expect(remedyFor('random', ['weighted', 'least-used'])).toBe('use one of weighted, least-used');
		expect(
			remedyFor(
				'random',
				Array.from({ length: 13 }, (_, index) => `setting-${index}`),
			),
		).toBeUndefined();
		expect(remedyFor('random', [])).toBeUndefined();
	});
});
