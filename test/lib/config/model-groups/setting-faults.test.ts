import { deployments, faultsIn, OLLAMA, read } from './reading';

describe('a fault in a setting', () => {
	it.each([
		['provider: olama\n        model: m', '4:19 Unknown provider "olama"; did you mean "ollama"?'],
		[
			'provider: azure\n        model: m',
			'4:19 Unknown provider "azure"; use one of openai, anthropic, ollama, openai-compatible',
		],
		['provider: ollama\n        modle: m', '5:9 Unknown setting "modle"; did you mean "model"?'],
		['provider: ollama\n        model: m\n        rmp: 3', '6:9 Unknown setting "rmp"; did you mean "rpm"?'],
		[
			'provider: ollama\n        model: m\n        api_key: os.environ/X',
			'6:9 Unknown setting "api_key"; did you mean "apiKey"?',
		],
		[
			'provider: ollama\n        model: m\n        supports:\n          tool: true',
			'7:11 Unknown setting "tool"; did you mean "tools"?',
		],
		[
			'provider: ollama\n        model: m\n        supports:\n          audio: true',
			'7:11 Unknown setting "audio"; use one of images, tools, jsonSchema',
		],
		['provider: ollama\n        model: m\n        rpm: "10"', '6:14 The RPM limit must be a whole number'],
		['provider: ollama\n        model: m\n        rpm:', '6:13 The RPM limit must be a whole number'],
		['provider: ollama\n        model: m\n        apiKey: 12345', '6:17 apiKey must be text, not a number'],
		['provider: ollama\n        model: m\n        headers: [a]', '6:18 headers must be an object, not a list'],
		[
			'provider: ollama\n        model: m\n        locality: home',
			'6:19 locality must be one of local, cloud, not "home"',
		],
		[
			'provider: ollama\n        model: m\n        baseUrl: desk:11434',
			'6:18 "desk:11434" must begin with http:// or https://',
		],
		[
			'provider: openai-compatible\n        model: m',
			'4:9 An OpenAI-compatible deployment needs a base URL, such as http://192.168.1.20:8000/v1',
		],
		['provider: ollama', '4:9 A deployment needs a model'],
		['provider: ollama\n        model: ""', '5:16 The model is empty; choose one or type its name'],
		['provider: ollama\n        model: m\n        prices: { inputPerMillion: 1 }', '6:9 outputPerMillion is missing'],
		['ollama', '4:9 Entry 1 of deployments must be an object, not text'],
	])('is told with its place: %j', (row, fault) => {
		expect(faultsIn(deployments(row))).toEqual([fault]);
	});

	it.each([
		['groups: {}\n', '1:9 There is no model group; add one'],
		['groups:\n  - chat\n', '2:3 groups must be an object, not a list'],
		['groups:\n', '1:8 groups must be an object, not null'],
		['groups:\n  chat:\n', '2:8 chat must be an object, not null'],
		['groups:\n  chat: {}\n', '2:3 A model group needs a list of deployments'],
		['groups:\n  chat:\n    deployments: []\n', '3:18 The group has no deployments; add at least one'],
		['defaults:\n  retries: 2\n', '1:1 groups is missing'],
		[
			'groups:\n  "__proto__": { deployments: [] }\n',
			'2:16 A model group cannot be called "__proto__"; choose another name',
		],
		[`gruops:\n  chat: { deployments: [${OLLAMA}] }\n`, '1:1 Unknown setting "gruops"; did you mean "groups"?'],
		[
			`${deployments(OLLAMA)}router_settings: {}\n`,
			'5:1 Unknown setting "router_settings"; use one of groups, defaults, redis, postgres',
		],
		[
			`${deployments(OLLAMA)}    fallbacks: [caht]\n`,
			'5:17 There is no group "caht"; correct its name or add the group',
		],
		[
			`${deployments(OLLAMA)}    fallbacks: [slwo]\n  slow: { deployments: [${OLLAMA}] }\n`,
			'5:17 There is no group "slwo"; did you mean "slow"?',
		],
		[
			`${deployments(OLLAMA)}    fallbacks: [chat]\n`,
			'5:17 The group "chat" cannot fall back to itself; remove it here',
		],
		[`${deployments(OLLAMA)}    fallbacks: chat\n`, '5:16 fallbacks must be a list, not text'],
		[
			`${deployments(OLLAMA)}    strategy: lowest_latncy\n`,
			'5:15 strategy must be one of weighted, least-used, lowest-latency, lowest-cost, not "lowest_latncy"; did you mean "lowest-latency"?',
		],
		[
			deployments(OLLAMA, OLLAMA),
			'5:9 The same deployment (ollama/llama3.2:3b) stands already at position 1 of the group; remove one, and use its retries or weight instead',
		],
		[
			deployments(`&one ${OLLAMA}`, '*one'),
			'5:9 The same deployment (ollama/llama3.2:3b) stands already at position 1 of the group; remove one, and use its retries or weight instead',
		],
	])('is told with its place: %j', (text, fault) => {
		const faults = faultsIn(text);
		expect(faults).toContain(fault);
		expect(faults.length).toBeLessThanOrEqual(2);
	});

	it('has the same place in JSON', () => {
		const text =
			'{\n  "groups": {\n    "chat": {\n      "deployments": [\n        { "provider": "ollama", "modle": "m" }\n      ]\n    }\n  }\n}';
		expect(faultsIn(text)).toEqual(['5:33 Unknown setting "modle"; did you mean "model"?']);
	});
});

describe('many faults', () => {
	const text = `defaults:
  retries: -1
groups:
  chat:
    strategy: random
    deployments:
      - provider: ollama
        model: m
        rpm: 1.5
        wieght: 2
      - { provider: openai, apiKey: os.environ/NOT_THERE, model: gpt }
  code-review:
    deployments:
      - {}
redis: http://cache
version: 2
`;

	it('are told at once, in the order of the text', () => {
		expect(faultsIn(text)).toEqual([
			'2:12 Retries must be 0 or more',
			'5:15 strategy must be one of weighted, least-used, lowest-latency, lowest-cost, not "random"',
			'9:14 The RPM limit must be a whole number',
			'10:9 Unknown setting "wieght"; did you mean "weight"?',
			"11:37 NOT_THERE is not known: add it under Secrets, or let the instance's owner allow it in ROUTED_LLM_ALLOWED_ENV",
			'14:9 A deployment needs a provider; use one of openai, anthropic, ollama, openai-compatible',
			'14:9 A deployment needs a model',
			'15:8 The URL must begin with redis:// or, for TLS, rediss://, such as redis://user:password@host:6379/0',
			'16:1 Unknown setting "version"; use one of groups, defaults, redis, postgres',
		]);
	});

	it('leave no configuration, but the names of the groups', () => {
		expect(read(text)).toMatchObject({ config: undefined, groupNames: ['chat', 'code-review'], redisUrl: undefined });
	});
});
