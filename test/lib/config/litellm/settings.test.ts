import { convert, entry, faultsIn, ignoredIn } from './converted';

const MODELS = `model_list:
  - {model_name: small, litellm_params: {model: ollama/s}}
  - {model_name: large, litellm_params: {model: ollama/l, cooldown_time: 9}}
  - {model_name: embed, litellm_params: {model: text-embedding-3-small}}
`;
const withSettings = (settings: string) => convert(MODELS + settings);

describe('groups', () => {
	it('have the entries of one name as deployments, in the order of the file', () => {
		const { document } = convert(`model_list:
  - {model_name: b, litellm_params: {model: ollama/1}}
  - {model_name: a, litellm_params: {model: ollama/2}}
  - {model_name: b, litellm_params: {model: ollama/3}}`);
		expect(
			Object.entries(document.groups).map(([name, { deployments }]) => [name, deployments.map(({ model }) => model)]),
		).toEqual([
			['b', ['1', '3']],
			['a', ['2']],
		]);
	});

	it('may have a name that means something to JavaScript', () => {
		expect(Object.keys(convert(entry('model: ollama/m').replace('chat', '__proto__')).document.groups)).toEqual([
			'__proto__',
		]);
	});
});

describe('what holds for all groups', () => {
	it.each<[string, object]>([
		['simple-shuffle', { strategy: 'weighted' }],
		['least-busy', { strategy: 'least-used' }],
		['usage-based-routing', { strategy: 'least-used' }],
		['usage-based-routing-v2', { strategy: 'least-used' }],
		['latency-based-routing', { strategy: 'lowest-latency' }],
		['cost-based-routing', { strategy: 'lowest-cost' }],
	])('is the strategy %s', (routing, defaults) => {
		expect(withSettings(`router_settings: {routing_strategy: ${routing}}`).document.defaults).toEqual(defaults);
	});

	it('are retries, time-outs and cooldowns of router_settings', () => {
		const { document } = withSettings(
			'router_settings: {num_retries: 2, timeout: 30, stream_timeout: 10, allowed_fails: 4, cooldown_time: 20}',
		);
		expect(document.defaults).toEqual({
			retries: 2,
			attemptSeconds: 30,
			firstTokenSeconds: 10,
			allowedFails: 4,
			cooldownSeconds: 20,
		});
	});

	it('are those of litellm_settings where router_settings has none', () => {
		const yaml = `${MODELS}litellm_settings: {num_retries: 3, request_timeout: 600, allowed_fails: 0, cooldown_time: 5}
router_settings: {num_retries: 1}`;
		expect(convert(yaml).document.defaults).toEqual({
			retries: 1,
			attemptSeconds: 600,
			allowedFails: 1,
			cooldownSeconds: 5,
		});
		expect(ignoredIn(yaml).filter((line) => line.startsWith('litellm'))).toEqual([
			'litellm_settings.num_retries: router_settings.num_retries comes first, as in LiteLLM',
		]);
	});

	it('is no cooldown at all with disable_cooldowns', () => {
		const yaml = `${MODELS}router_settings: {disable_cooldowns: true, cooldown_time: 5}`;
		const { document, ignored } = convert(yaml);
		expect(document.defaults).toEqual({ cooldownSeconds: 0 });
		expect(document.groups.large!.deployments).toEqual([{ provider: 'ollama', model: 'l' }]);
		expect(ignored.map(({ path }) => path.join('.'))).toEqual([
			'model_list.1.litellm_params.cooldown_time',
			'model_list.2',
			'router_settings.cooldown_time',
		]);
	});

	it('is a number of parallel requests for deployments without one of their own', () => {
		const { document } = convert(`model_list:
  - {model_name: a, litellm_params: {model: ollama/1, max_parallel_requests: 1}}
  - {model_name: a, litellm_params: {model: ollama/2}}
router_settings: {default_max_parallel_requests: 8}`);
		expect(document.groups.a!.deployments.map(({ concurrency }) => concurrency)).toEqual([1, 8]);
	});

	it('is absent when nothing is said', () => {
		expect(Object.keys(withSettings('').document)).toEqual(['groups']);
	});
});

describe('fallbacks', () => {
	const fallbacksOf = (settings: string) =>
		Object.fromEntries(
			Object.entries(withSettings(settings).document.groups).map(([name, { fallbacks, contextWindowFallbacks }]) => [
				name,
				[fallbacks, contextWindowFallbacks],
			]),
		);

	it('go to the groups that they are for', () => {
		expect(
			fallbacksOf(
				'router_settings: {fallbacks: [{small: [large]}], context_window_fallbacks: [{small: [large, other]}]}',
			),
		).toEqual({
			small: [['large'], ['large', 'other']],
			large: [undefined, undefined],
		});
	});

	it('of * and default_fallbacks are for every group without its own, and never for themselves', () => {
		expect(fallbacksOf('litellm_settings: {fallbacks: [{small: [other]}], default_fallbacks: [small, large]}')).toEqual(
			{
				small: [['other'], undefined],
				large: [['small'], undefined],
			},
		);
		expect(fallbacksOf('litellm_settings: {fallbacks: [{"*": [large]}]}')).toEqual({
			small: [['large'], undefined],
			large: [undefined, undefined],
		});
	});

	it('of router_settings replace those of litellm_settings', () => {
		const settings =
			'litellm_settings: {fallbacks: [{large: [small]}]}\nrouter_settings: {fallbacks: [{small: [large]}]}';
		expect(fallbacksOf(settings)).toEqual({ small: [['large'], undefined], large: [undefined, undefined] });
		expect(ignoredIn(MODELS + settings)).toContain(
			'litellm_settings.fallbacks: router_settings.fallbacks comes first, as in LiteLLM',
		);
	});

	it('with messages of their own are ignored, as are those of models that are left out and of the group itself', () => {
		const settings =
			'router_settings: {fallbacks: [{small: [{model: large, messages: []}, embed, small, large]}, {embed: [large]}]}';
		expect(fallbacksOf(settings).small).toEqual([['large'], undefined]);
		expect(ignoredIn(MODELS + settings).filter((line) => line.startsWith('router'))).toEqual([
			'router_settings.fallbacks[0].small[0]: A fallback sends the same call on; name a model group',
			'router_settings.fallbacks[0].small[1]: It falls away with the model of that name',
			'router_settings.fallbacks[0].small[2]: A group does not fall back to itself; num_retries is for that',
			'router_settings.fallbacks[1].embed: It falls away with the model of that name',
		]);
	});

	it('of a model that there is none of are a fault', () => {
		expect(faultsIn(`${MODELS}router_settings: {fallbacks: [{smal: [large]}]}`)).toEqual([
			'router_settings.fallbacks[0].smal: There is no model "smal" in model_list; did you mean "small"?',
		]);
	});
});

describe('an alias', () => {
	it('is a group with the same deployments, and with the fallbacks of either name', () => {
		const { document, faults } = withSettings(
			'router_settings: {model_group_alias: {mini: small, big: {model: large, hidden: false}}, fallbacks: [{small: [large]}, {big: [mini]}]}',
		);
		expect(faults).toEqual([]);
		expect(document.groups.mini).toEqual({ deployments: document.groups.small!.deployments, fallbacks: ['large'] });
		expect(document.groups.big).toEqual({ deployments: document.groups.large!.deployments, fallbacks: ['mini'] });
	});

	it('that nobody can follow is a fault', () => {
		expect(
			faultsIn(
				`${MODELS}router_settings: {model_group_alias: {a: smal, large: small, b: {hidden: true}, c: {model: nowhere}, d: 7}}`,
			),
		).toEqual([
			'router_settings.model_group_alias.b.model: model is missing',
			'router_settings.model_group_alias.d: d must be text, not a number',
			'router_settings.model_group_alias.a: There is no model "smal" in model_list; did you mean "small"?',
			'router_settings.model_group_alias.large: There is a model_name "large" too, which no call would reach; remove one of the two',
			'router_settings.model_group_alias.c.model: There is no model "nowhere" in model_list; use one of small, large',
		]);
	});

	it('cannot be hidden', () => {
		expect(ignoredIn(`${MODELS}router_settings: {model_group_alias: {a: {model: small, hidden: true}}}`)).toContain(
			'router_settings.model_group_alias.a.hidden: Every group is in the list of a node',
		);
	});
});

describe('Redis and Postgres', () => {
	it.each<[string, unknown]>([
		['{redis_url: os.environ/REDIS_URL}', 'os.environ/REDIS_URL'],
		[
			'{redis_host: cache, redis_port: "6380", redis_password: os.environ/P, redis_username: me, redis_db: 2, redis_ssl: true}',
			{ host: 'cache', port: 6380, username: 'me', password: 'os.environ/P', database: 2, tls: true },
		],
		['{redis_host: os.environ/H, redis_port: os.environ/PORT}', { host: 'os.environ/H', port: 'os.environ/PORT' }],
		['{redis_port: 6379}', undefined],
	])('come from router_settings %s', (settings, redis) => {
		const { document, faults } = withSettings(`router_settings: ${settings}`);
		expect([document.redis, faults]).toEqual([redis, []]);
	});

	it('say when a part of it is of no use', () => {
		expect(ignoredIn(`${MODELS}router_settings: {redis_port: 6379}`)).toContain(
			'router_settings.redis_port: Without redis_host or redis_url no Redis is used',
		);
		expect(ignoredIn(`${MODELS}router_settings: {redis_port: 6379, redis_url: "redis://h"}`)).toContain(
			'router_settings.redis_port: router_settings.redis_url comes first, as in LiteLLM',
		);
	});

	it('come from general_settings', () => {
		expect(withSettings('general_settings: {database_url: os.environ/DATABASE_URL}').document.postgres).toBe(
			'os.environ/DATABASE_URL',
		);
	});
});

describe('environment_variables', () => {
	const yaml = `environment_variables:
  OPENAI_API_KEY: key-1
  RPM: 60
  PORT: "6380"
  ELSEWHERE: os.environ/OTHER
  AZURE: https://eu.openai.azure.com/
  LANGFUSE_HOST: https://example.com
model_list:
  - {model_name: a, litellm_params: {model: gpt-4o, rpm: os.environ/RPM, extra_headers: {x-a: os.environ/RPM, x-b: os.environ/ELSEWHERE}}}
  - {model_name: a, litellm_params: {model: azure/x, api_base: os.environ/AZURE, api_key: os.environ/UNKNOWN}}
router_settings: {redis_host: h, redis_port: os.environ/PORT}`;

	it('stand in for the references of the same file, as figures where those are wanted', () => {
		const { document } = convert(yaml);
		expect(document.groups.a!.deployments).toEqual([
			{
				provider: 'openai',
				apiKey: 'key-1',
				headers: { 'x-a': '60', 'x-b': 'os.environ/OTHER' },
				model: 'gpt-4o',
				rpm: 60,
			},
			{
				provider: 'openai-compatible',
				baseUrl: 'https://eu.openai.azure.com/openai/v1',
				headers: { 'api-key': 'os.environ/UNKNOWN' },
				model: 'x',
				name: 'azure/x',
			},
		]);
		expect(document.redis).toEqual({ host: 'h', port: 6380 });
	});

	it('are where what is wrong with them stands', () => {
		const { originOf } = convert(yaml);
		const deployment = ['groups', 'a', 'deployments', 0];
		expect(originOf([...deployment, 'apiKey'])).toEqual(['environment_variables', 'OPENAI_API_KEY']);
		expect(originOf([...deployment, 'rpm'])).toEqual(['environment_variables', 'RPM']);
		expect(originOf([...deployment, 'headers', 'x-b'])).toEqual(['environment_variables', 'ELSEWHERE']);
		expect(originOf(['groups', 'a', 'deployments', 1, 'baseUrl'])).toEqual(['environment_variables', 'AZURE']);
	});

	it('that nothing refers to are said to do nothing', () => {
		expect(ignoredIn(yaml)).toEqual([
			"environment_variables.LANGFUSE_HOST: Nothing that is taken over refers to it, and n8n's own environment stays as it is",
		]);
	});
});

describe('a setting without an equivalent', () => {
	it.each([
		[
			'general_settings: {master_key: sk-1234}',
			"general_settings.master_key: n8n's own users and credentials guard the workflows; there is no server to guard",
		],
		[
			'general_settings: {alerting: [slack]}',
			'general_settings.alerting: LLM Spend Report sends alerts to your phone through ntfy, and Deployment Health feeds an uptime monitor',
		],
		[
			'general_settings: {store_model_in_db: true}',
			'general_settings.store_model_in_db: What stands in this text is all there is; models are kept in no database',
		],
		[
			'litellm_settings: {success_callback: [langfuse]}',
			'litellm_settings.success_callback: Every call is in the usage log, with tokens, cost and time; reports and SQL read it',
		],
		[
			'litellm_settings: {cache: true}',
			'litellm_settings.cache: Answers are not cached; to share limits and cooldowns, name a Redis under router_settings (redis_host or redis_url)',
		],
		[
			'router_settings: {enable_pre_call_checks: true}',
			'router_settings.enable_pre_call_checks: Calls that are too long for a model never go to it; this is always on',
		],
		['guardrails: []', 'guardrails: Check prompts and answers in the workflow, before and behind the node'],
	])('says what to use: %s', (settings, said) => {
		expect(ignoredIn(`${entry('model: ollama/m')}${settings}`)).toEqual([said]);
	});
});

describe('settings of its documentation that mean nothing here', () => {
	it.each([
		[
			'litellm_settings: {custom_provider_map: [{provider: mine, custom_handler: file.handler}]}',
			'litellm_settings.custom_provider_map: ',
		],
		['general_settings: {disable_error_logs: true}', 'general_settings.disable_error_logs: '],
	])('are ignored: %s', (settings, beginning) => {
		expect(faultsIn(MODELS + settings)).toEqual([]);
		expect(ignoredIn(MODELS + settings)).toContainEqual(expect.stringContaining(beginning));
	});
});
