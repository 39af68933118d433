import { ConfigError, parseConfig } from '../../lib';
import { MAX_NAME_LENGTH } from '../../lib/bounds';
import { faultsIn } from '../lib/config/model-groups/reading';

const LONG = 'x'.repeat(MAX_NAME_LENGTH + 1);
const HUGE = 'x'.repeat(5_000_000);
const config = (group: string, more: object = {}) => ({
	groups: { [group]: { deployments: [{ provider: 'ollama', model: 'm', ...more }] } },
});

function messagesOf(input: unknown): string[] {
	try {
		parseConfig(input);
		return [];
	} catch (error) {
		if (error instanceof ConfigError) return error.faults.map(({ message }) => message);
		throw error;
	}
}

describe('attack 08: names of groups, deployments and models without a bound', () => {
	it.each([
		['a group', config(LONG), 'The name of the model group is longer than 256 characters; choose a shorter one'],
		[
			'a group of 5 MB',
			config(HUGE),
			'The name of the model group is longer than 256 characters; choose a shorter one',
		],
		['a model', config('chat', { model: LONG }), 'The model is longer than 256 characters; choose a shorter one'],
		[
			'a model of 5 MB',
			config('chat', { model: HUGE }),
			'The model is longer than 256 characters; choose a shorter one',
		],
		['a deployment', config('chat', { name: LONG }), 'The name is longer than 256 characters; choose a shorter one'],
		['a key', config('chat', { apiKey: HUGE }), 'The key is longer than 8192 characters'],
		['a header', config('chat', { headers: { a: HUGE } }), 'The header is longer than 8192 characters'],
		['a base URL', config('chat', { baseUrl: `http://host/${HUGE}` }), 'The base URL is longer than 8192 characters'],
		[
			'101 headers',
			config('chat', { headers: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`h${index}`, 'v'])) }),
			'There are more than 100 headers',
		],
	])('are refused by the gate with a sentence that does not repeat them: %s', (_what, input, message) => {
		expect(messagesOf(input)).toEqual([message]);
	});

	it('are taken up to their bound', () => {
		const name = LONG.slice(1);
		expect(messagesOf(config(name, { model: name, name, apiKey: 'k'.repeat(8_192) }))).toEqual([]);
	});

	it('are refused in a text too, with their places', () => {
		const text = `groups:\n  ${LONG}:\n    deployments:\n      - { provider: ollama, model: ${LONG}, name: ${LONG} }\n`;
		expect(faultsIn(text).map((fault) => fault.slice(0, 30))).toEqual([
			expect.stringMatching(/^\d:\d+ The name of the model/),
			expect.stringMatching(/^4:36 The model is longer/),
			expect.stringMatching(/^4:\d+ The name is longer/),
		]);
	});
});
