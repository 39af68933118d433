import { parseConfig } from '../../../lib/config/parse-config';
import { ConfigError } from '../../../lib/errors';
import { configOf, faultsOf, groupConfig, OLLAMA, OPENAI } from './valid-config';

const ROW = 'groups.chat.deployments[0]';

describe('a configuration with one fault', () => {
	it.each<[string, unknown, string]>([
		['nothing at all', undefined, ': The configuration is missing'],
		['null', null, ': The configuration must be an object, not null'],
		['text', 'groups', ': The configuration must be an object, not text'],
		['no groups', {}, 'groups: groups is missing'],
		['an empty list of groups', { groups: {} }, 'groups: There is no model group; add one'],
		['groups as a list', { groups: [] }, 'groups: groups must be an object, not a list'],
		['a group that is null', { groups: { chat: null } }, 'groups.chat: chat must be an object, not null'],
		[
			'a name that objects have already',
			{ groups: { ['__proto__']: { deployments: [OPENAI] } } },
			'groups.__proto__: A model group cannot be called "__proto__"; choose another name',
		],
		['no deployments', groupConfig({}), 'groups.chat.deployments: A model group needs a list of deployments'],
		[
			'an empty list',
			groupConfig({ deployments: [] }),
			'groups.chat.deployments: The group has no deployments; add at least one',
		],
		['a row that is null', configOf(null), `${ROW}: Entry 1 of deployments must be an object, not null`],
	])('says so of %s', (_what, config, fault) => {
		expect(faultsOf(config)).toEqual([fault]);
	});

	it.each<[object, string]>([
		[
			{ provider: undefined },
			'provider: A deployment needs a provider; use one of openai, anthropic, ollama, openai-compatible',
		],
		[
			{ provider: 'azure' },
			'provider: Unknown provider "azure"; use one of openai, anthropic, ollama, openai-compatible',
		],
		[
			{ provider: 'toString' },
			'provider: Unknown provider "toString"; use one of openai, anthropic, ollama, openai-compatible',
		],
		[{ provider: 7 }, 'provider: Unknown provider; use one of openai, anthropic, ollama, openai-compatible'],
		[{ model: undefined }, 'model: A deployment needs a model'],
		[{ model: '  ' }, 'model: The model is empty; choose one or type its name'],
		[{ model: 7 }, 'model: The model must be text'],
		[{ name: ' ' }, 'name: The name is empty'],
		[{ apiKey: 7 }, 'apiKey: apiKey must be text, not a number'],
		[{ headers: { 'x-team': 7 } }, 'headers.x-team: x-team must be text, not a number'],
		[{ priority: 0 }, 'priority: Priority must be 1 or more'],
		[{ priority: 1.5 }, 'priority: Priority must be a whole number'],
		[{ priority: 1001 }, 'priority: Priority must be at most 1000'],
		[{ weight: 0 }, 'weight: Weight must be more than 0'],
		[{ weight: Infinity }, 'weight: Weight must be at most 1000000'],
		[{ rpm: -1 }, 'rpm: The RPM limit must be 0 or more'],
		[{ rpm: 2.5 }, 'rpm: The RPM limit must be a whole number'],
		[{ rpm: '10' }, 'rpm: The RPM limit must be a whole number'],
		[{ tpm: -5 }, 'tpm: The TPM limit must be 0 or more'],
		[{ concurrency: NaN }, 'concurrency: The concurrency limit must be a whole number'],
		[{ locality: 'home' }, 'locality: locality must be one of local, cloud, not "home"'],
		[{ contextWindow: 0 }, 'contextWindow: The context window must be 1 or more'],
		[{ firstTokenSeconds: 0 }, 'firstTokenSeconds: The first-token timeout must be more than 0 seconds'],
		[{ idleSeconds: -1 }, 'idleSeconds: The idle timeout must be more than 0 seconds'],
		[{ attemptSeconds: '9' }, 'attemptSeconds: The attempt timeout must be a number of seconds'],
		[{ attemptSeconds: 86_401 }, 'attemptSeconds: The attempt timeout must be at most 86400 seconds'],
		[{ retries: 10 }, 'retries: Retries must be at most 9'],
		[{ allowedFails: 0 }, 'allowedFails: Allowed fails must be 1 or more'],
		[{ cooldownSeconds: -1 }, 'cooldownSeconds: The cooldown must be 0 or more seconds'],
		[{ patienceSeconds: 86_401 }, 'patienceSeconds: Patience must be at most 86400 seconds'],
		[{ prices: { inputPerMillion: 1 } }, 'prices.outputPerMillion: outputPerMillion is missing'],
		[
			{ prices: { inputPerMillion: -1, outputPerMillion: 1 } },
			'prices.inputPerMillion: The input price must be 0 or more USD per million tokens',
		],
		[
			{ prices: { inputPerMillion: 1, outputPerMillion: Infinity } },
			'prices.outputPerMillion: The output price must be a number of USD per million tokens',
		],
		[
			{ prices: { inputPerMillion: 1, outputPerMillion: 1, currency: 'EUR' } },
			'prices.currency: Unknown setting "currency"; use one of inputPerMillion, outputPerMillion, cachedInputPerMillion, cacheWritePerMillion',
		],
		[{ supports: { vision: true } }, 'supports.vision: Unknown setting "vision"; use one of images, tools, jsonSchema'],
		[{ rmp: 3 }, 'rmp: Unknown setting "rmp"; did you mean "rpm"?'],
		[{ api_key: 'planted' }, 'api_key: Unknown setting "api_key"; remove it or correct its name'],
		[{ colour: 'red' }, 'colour: Unknown setting "colour"; remove it or correct its name'],
		[{ 'sk-planted': 1 }, 'sk-planted: Unknown setting; remove it or correct its name'],
		[{ provider: 'Open_AI' }, 'provider: Unknown provider "Open_AI"; did you mean "openai"?'],
		[{ locality: 'locl' }, 'locality: locality must be one of local, cloud, not "locl"; did you mean "local"?'],
		[{ locality: 'sk-planted' }, 'locality: locality must be one of local, cloud'],
	])('names the row and the setting for %j', (changes, fault) => {
		expect(faultsOf(configOf({ ...OPENAI, ...changes }))).toEqual([`${ROW}.${fault}`]);
	});

	it.each<[object, string]>([
		[
			{ strategy: 'random' },
			'strategy: strategy must be one of weighted, least-used, lowest-latency, lowest-cost, not "random"',
		],
		[
			{ strategy: 'lowest_latncy' },
			'strategy: strategy must be one of weighted, least-used, lowest-latency, lowest-cost, not "lowest_latncy"; did you mean "lowest-latency"?',
		],
		[{ maxAttempts: 0 }, 'maxAttempts: The maximum of attempts must be 1 or more'],
		[{ deadlineSeconds: 0 }, 'deadlineSeconds: The deadline must be more than 0 seconds'],
		[{ maxQueueWaitSeconds: -1 }, 'maxQueueWaitSeconds: The longest queue wait must be 0 or more seconds'],
		[{ midStreamFailure: 'retry' }, 'midStreamFailure: midStreamFailure must be one of error, continue, not "retry"'],
		[{ failoverOnRefusal: 'yes' }, 'failoverOnRefusal: failoverOnRefusal must be true or false, not text'],
		[{ localOnly: 1 }, 'localOnly: localOnly must be true or false, not a number'],
		[{ retries: -1 }, 'retries: Retries must be 0 or more'],
		[{ fallback: [] }, 'fallback: Unknown setting "fallback"; did you mean "fallbacks"?'],
		[{ fallbacks: 'slow' }, 'fallbacks: fallbacks must be a list, not text'],
		[
			{ contextWindowFallbacks: [7] },
			'contextWindowFallbacks[0]: Entry 1 of contextWindowFallbacks must be text, not a number',
		],
	])('names the group and the setting for %j', (changes, fault) => {
		expect(faultsOf(groupConfig({ deployments: [OPENAI], ...changes }))).toEqual([`groups.chat.${fault}`]);
	});

	it.each([
		['192.168.1.20:11434', '"192.168.1.20:11434" is not a URL; write it like http://192.168.1.20:11434'],
		['localhost:11434', '"localhost:11434" must begin with http:// or https://'],
		['ftp://files', '"ftp://files" must begin with http:// or https://'],
		['http:/', '"http:/" is not a URL; write it like http://192.168.1.20:11434'],
		['nowhere', 'The base URL is not a URL; write it like http://192.168.1.20:11434'],
		['http://me:secret@host', 'The base URL holds a user name or password; put the key into its own field'],
		['ftp://me:secret@host', 'The base URL holds a user name or password; put the key into its own field'],
		['http://host/v1?key=secret', 'The base URL holds a ? or #, but paths are added to its end; remove that part'],
		['http://host/#/chat', 'The base URL holds a ? or #, but paths are added to its end; remove that part'],
	])('refuses %s as a base URL', (baseUrl, fault) => {
		expect(faultsOf(configOf({ ...OLLAMA, baseUrl }))).toEqual([`${ROW}.baseUrl: ${fault}`]);
	});

	it.each<[object, string]>([
		[{ fallbacks: ['slwo'] }, 'fallbacks[0]: There is no group "slwo"; did you mean "slow"?'],
		[{ fallbacks: ['slow', 'huge'] }, 'fallbacks[1]: There is no group "huge"; use one of slow, long'],
		[
			{ fallbacks: ['slow', 'long', 'slow'] },
			'fallbacks[2]: The group "slow" stands in this list already; remove it here',
		],
		[
			{ contextWindowFallbacks: ['chat'] },
			'contextWindowFallbacks[0]: The group "chat" cannot fall back to itself; remove it here',
		],
	])('refuses %j as fallbacks', (fallbacks, fault) => {
		const others = { slow: { deployments: [OPENAI] }, long: { deployments: [OPENAI] } };
		expect(faultsOf({ groups: { chat: { deployments: [OPENAI], ...fallbacks }, ...others } })).toEqual([
			`groups.chat.${fault}`,
		]);
	});

	it.each([
		[{ provider: 'openai', modle: 'm' }, 'modle: Unknown setting "modle"; did you mean "model"?'],
		[{ prvider: 'openai', model: 'm' }, 'prvider: Unknown setting "prvider"; did you mean "provider"?'],
		[
			{ provider: 'openai-compatible', model: 'm', baseURI: 'http://host/v1' },
			'baseURI: Unknown setting "baseURI"; did you mean "baseUrl"?',
		],
	])('says once of %j that a setting is misspelt, and not that it is missing too', (deployment, fault) => {
		expect(faultsOf(configOf(deployment))).toEqual([`${ROW}.${fault}`]);
	});

	it('wants a base URL where there is no usual one', () => {
		expect(faultsOf(configOf({ provider: 'openai-compatible', model: 'm' }))).toEqual([
			`${ROW}.baseUrl: An OpenAI-compatible deployment needs a base URL, such as http://192.168.1.20:8000/v1`,
		]);
	});

	it('finds a deployment that is listed twice, however its address and model are written', () => {
		const twice = { ...OLLAMA, baseUrl: 'http://127.0.0.1:11434/', model: ' llama3.2:3b ' };
		expect(faultsOf(configOf(OLLAMA, OPENAI, twice))).toEqual([
			'groups.chat.deployments[2]: The same deployment (ollama/llama3.2:3b) stands already at position 1 of the group; remove one, and use its retries or weight instead',
		]);
	});

	it('takes the same model with another key for another deployment', () => {
		expect(faultsOf(configOf(OPENAI, { ...OPENAI, apiKey: 'key-2' }))).toEqual([]);
	});
});

describe('a configuration with many faults', () => {
	const config = {
		groups: {
			chat: {
				strategy: 'random',
				deployments: [
					{ ...OPENAI, rpm: -1, colour: 'red' },
					{ ...OLLAMA, baseUrl: 'nowhere' },
					{ provider: 'azure', model: '' },
				],
			},
			'code-review': { deployments: [OPENAI, OPENAI] },
		},
		version: 2,
	};

	it('is refused with all of them at once, those between settings too', () => {
		expect(
			faultsOf(config)
				.map((fault) => fault.slice(0, fault.indexOf(': ')))
				.sort(),
		).toEqual([
			'groups.chat.deployments[0].colour',
			'groups.chat.deployments[0].rpm',
			'groups.chat.deployments[1].baseUrl',
			'groups.chat.deployments[2].model',
			'groups.chat.deployments[2].provider',
			'groups.chat.strategy',
			'groups.code-review.deployments[1]',
			'version',
		]);
	});

	it('is told in one message, a line for each', () => {
		const error = errorOf(config);
		expect(error.code).toBe('config');
		expect(error.message.split('\n')).toHaveLength(9);
		expect(error.message).toMatch(/^The configuration has 8 faults:\n- /);
	});

	it('is told in one line when there is only one', () => {
		expect(errorOf(configOf({ ...OPENAI, rpm: -1 })).message).toBe(
			'The configuration has a fault: groups.chat.deployments[0].rpm: The RPM limit must be 0 or more',
		);
	});

	it('gives each path step by step, for those who point at a row', () => {
		expect(errorOf(configOf({ ...OPENAI, rpm: -1 })).faults[0]?.path).toEqual([
			'groups',
			'chat',
			'deployments',
			0,
			'rpm',
		]);
	});

	it('names no key', () => {
		const planted = 'sk-planted-secret';
		const faults = faultsOf(
			configOf(
				{ ...OPENAI, apiKey: planted, rpm: -1 },
				{ ...OPENAI, apiKey: planted },
				{ ...OPENAI, apiKey: [planted], headers: planted },
			),
		);
		expect(faults.length).toBeGreaterThanOrEqual(4);
		expect(faults.join('\n')).not.toContain(planted);
	});

	it.each([
		'sk-proj-planted',
		'sk-proj:planted',
		'0123456789abcdef-planted',
		'https://api.openai.com/v1 sk-proj-planted',
		'htps://me:planted@host',
		'htps://host/v1?key=planted',
		'htps://host/v1#planted',
		'https//host/planted-0123456789-0123456789-0123456789',
		'host:8000/planted',
		'planted-0123456789-0123456789-0123456789:443',
	])('does not repeat what may be a key from the base URL %s', (baseUrl) => {
		const message = faultsOf(configOf({ ...OPENAI, baseUrl })).join('\n');
		expect(message).toMatch(/^groups.chat.deployments\[0\].baseUrl: The base URL /);
		expect(message).not.toContain('planted');
	});

	it.each(['sk-planted', '0123456789abcdef0123456789-planted', 'a planted key', { key: 'planted' }, ['planted']])(
		'does not repeat what may be a key from the provider %j',
		(provider) => {
			expect(faultsOf(configOf({ ...OPENAI, provider }))).toEqual([
				`${ROW}.provider: Unknown provider; use one of openai, anthropic, ollama, openai-compatible`,
			]);
		},
	);
});

function errorOf(config: unknown): ConfigError {
	try {
		parseConfig(config);
	} catch (error) {
		if (error instanceof ConfigError) return error;
	}
	throw new Error('The configuration was accepted.');
}
