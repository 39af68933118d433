import { read } from '../lib/config/model-groups/reading';

/** Nothing of them looks like a key. */
const WORDS = ['hunter', 'Passwort', 'correct horse', 'secret_word', 'geheim'];
const KEYS = ['sk-proj-planted', 'gsk7Q2m9ZplantedKey01', 'AKIAPLANTED0EXAMPLE1'];
const PLACES: ReadonlyArray<[string, (key: string) => string]> = [
	["a group's name", (key) => `groups:\n  "${key}":\n`],
	["a group's name over a list", (key) => `groups:\n  "${key}": [1]\n`],
	["a group's name with a fault in it", (key) => `groups:\n  "${key}": { deployments: [7], retries: many }\n`],
	["a setting's name", (key) => `groups:\n  chat: { "${key}": 1, deployments: [{ provider: ollama, model: m }] }\n`],
	['a name at the top', (key) => `"${key}": 1\n`],
	['a name twice', (key) => `groups: {}\n"${key}": 1\n"${key}": 2\n`],
	['a provider', (key) => `groups: { chat: { deployments: [{ provider: "${key}", model: m }] } }\n`],
	['a strategy', (key) => `groups: { chat: { strategy: "${key}", deployments: [{ provider: ollama, model: m }] } }\n`],
	['a base URL', (key) => `groups: { chat: { deployments: [{ provider: ollama, model: m, baseUrl: "${key}" }] } }\n`],
	[
		'a base URL of another kind',
		(key) => `groups: { chat: { deployments: [{ provider: ollama, model: m, baseUrl: "ftp://${key}" }] } }\n`,
	],
	[
		'a model twice',
		(key) =>
			`groups: { chat: { deployments: [{ provider: ollama, model: "${key}" }, { provider: ollama, model: "${key}" }] } }\n`,
	],
	[
		'a fallback',
		(key) => `groups: { chat: { fallbacks: ["${key}"], deployments: [{ provider: ollama, model: m }] } }\n`,
	],
	[
		'another group, beside a fallback that is none',
		(key) =>
			`groups: { "${key}": { deployments: [{ provider: ollama, model: m }] }, chat: { fallbacks: ["${key}x"], deployments: [{ provider: ollama, model: m }] } }\n`,
	],
	[
		'a reference',
		(key) => `groups: { chat: { deployments: [{ provider: openai, model: m, apiKey: "os.environ/${key}" }] } }\n`,
	],
	[
		'a header that is no text',
		(key) => `groups: { chat: { deployments: [{ provider: ollama, model: m, headers: { "${key}": 7 } }] } }\n`,
	],
	["LiteLLM's model_name", (key) => `model_list: [{ model_name: "${key}", litellm_params: { model: nobody/m } }]\n`],
	["LiteLLM's model", (key) => `model_list: [{ model_name: chat, litellm_params: { model: "${key}" } }]\n`],
	["LiteLLM's provider", (key) => `model_list: [{ model_name: chat, litellm_params: { model: "${key}/m" } }]\n`],
	[
		"LiteLLM's mode",
		(key) =>
			`model_list: [{ model_name: chat, litellm_params: { model: ollama/m }, model_info: { mode: "${key}" } }]\n`,
	],
	[
		"LiteLLM's fallback",
		(key) =>
			`model_list: [{ model_name: chat, litellm_params: { model: ollama/m } }]\nrouter_settings: { fallbacks: [{ "${key}": [chat] }, { chat: ["${key}"] }], routing_strategy: "${key}" }\n`,
	],
	[
		"LiteLLM's alias",
		(key) =>
			`model_list: [{ model_name: chat, litellm_params: { model: ollama/m } }]\nrouter_settings: { model_group_alias: { "${key}": nowhere, b: { model: "${key}", "${key}": 1, hidden: true } } }\n`,
	],
	[
		"LiteLLM's variables",
		(key) =>
			`model_list: [{ model_name: chat, litellm_params: { model: ollama/m } }]\nenvironment_variables: { "${key}": "${key}" }\n`,
	],
	[
		"LiteLLM's section",
		(key) => `model_list: [{ model_name: chat, litellm_params: { model: ollama/m, "${key}": 1 } }]\n"${key}": 1\n`,
	],
];

describe('attack 22: a key in the place of a name in a hidden text', () => {
	it.each(PLACES)('is in no fault and in no list of ignored settings: %s', (_what, textOf) => {
		for (const key of [...WORDS, ...KEYS]) {
			const { faults, ignored } = read(textOf(key), { keysInText: 'accepted' });
			expect(faults.length + ignored.length).toBeGreaterThan(0);
			expect(JSON.stringify([faults, ignored])).not.toContain(key);
		}
	});

	it.each(PLACES)('is not repeated in a visible text either, if it looks like one: %s', (_what, textOf) => {
		for (const key of KEYS.slice(0, 2)) expect(JSON.stringify(read(textOf(key)).faults)).not.toContain(key);
	});

	it('leaves the names of our own settings in their sentences, and suggestions as they are in visible texts', () => {
		const text = 'groups:\n  chat: { deploymants: [{ provider: ollama, model: m }], retries: many }\n';
		const messages = (keysInText: 'accepted' | 'refused') =>
			read(text, { keysInText }).faults.map(({ message }) => message);
		expect(messages('accepted')).toEqual([
			'Unknown setting; did you mean "deployments"?',
			'Retries must be a whole number',
		]);
		expect(messages('refused')).toEqual([
			'Unknown setting "deploymants"; did you mean "deployments"?',
			'Retries must be a whole number',
		]);
	});

	it('does not take the name of a variable that is usual away', () => {
		const text =
			'groups: { chat: { deployments: [{ provider: openai, model: m, apiKey: os.environ/OPENAI_API_KEY }] } }\n';
		expect(read(text, { keysInText: 'accepted' }).faults[0]!.message).toMatch(/^OPENAI_API_KEY is not known/);
	});
});
