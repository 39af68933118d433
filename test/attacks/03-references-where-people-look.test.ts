import { SECRETS } from '../lib/config/litellm/expected-configs';
import { read } from '../lib/config/model-groups/reading';

const SECRET = 'sk-planted-0123456789abcdef';
const given = { secrets: { KEY: SECRET }, environment: { ALLOWED: SECRET } };

const own = (deployment: string, more = ''): string => `groups:
  chat:
    deployments:
      - { ${deployment} }
${more}`;
const DEPLOYMENT = 'provider: openai, model: m, apiKey: os.environ/KEY';
const liteLlm = (params: string, more = ''): string => `model_list:
  - model_name: chat
    litellm_params: { ${params} }
${more}`;

describe('attack 03: a reference to a secret in a place where people look', () => {
	it.each([
		['a name', own(`${DEPLOYMENT}, name: os.environ/KEY`)],
		['a model', own('provider: openai, apiKey: os.environ/KEY, model: os.environ/KEY')],
		['a model, of an allowed variable', own('provider: openai, apiKey: os.environ/KEY, model: os.environ/ALLOWED')],
		['a provider', own('provider: os.environ/KEY, model: m')],
		['a locality', own(`${DEPLOYMENT}, locality: os.environ/KEY`)],
		['a figure', own(`${DEPLOYMENT}, rpm: os.environ/KEY`)],
		['a price', own(`${DEPLOYMENT}, prices: { inputPerMillion: os.environ/KEY, outputPerMillion: 1 }`)],
		['a strategy', own(DEPLOYMENT, '    strategy: os.environ/KEY\n')],
		['a fallback', own(DEPLOYMENT, '    fallbacks: [os.environ/KEY]\n')],
		['a name of a group', own(DEPLOYMENT, '  os.environ/KEY:\n    deployments: [{ provider: ollama, model: m }]\n')],
		['a default', own(DEPLOYMENT, 'defaults: { retries: os.environ/KEY }\n')],
		["LiteLLM's model", liteLlm('model: os.environ/KEY, api_key: os.environ/KEY')],
		["LiteLLM's provider", liteLlm('model: m, custom_llm_provider: os.environ/KEY')],
		["LiteLLM's rpm", liteLlm('model: openai/m, api_key: os.environ/KEY, rpm: os.environ/KEY')],
		["LiteLLM's strategy", liteLlm('model: ollama/m', 'router_settings: { routing_strategy: os.environ/KEY }\n')],
	])('is a fault with its place, and shows nothing: %s', (_what, text) => {
		for (const keysInText of ['refused', 'accepted'] as const) {
			const result = read(text, { ...given, keysInText });
			expect(result.config).toBeUndefined();
			expect(result.faults.length).toBeGreaterThan(0);
			for (const fault of result.faults) expect(fault.line).toBeGreaterThan(1);
			expect(JSON.stringify([result.faults, result.ignored, result.groupNames])).not.toContain('planted');
		}
	});

	it('is filled in where a key, a header, a URL or a password belongs', () => {
		const secrets = { K: SECRET, URL: 'http://host/v1', HOST: 'cache', PORT: '6380', PG: 'postgres://u:p@db/n8n' };
		const text = own(
			'provider: openai-compatible, model: m, apiKey: os.environ/K, baseUrl: os.environ/URL, headers: { x-k: os.environ/K }',
			'redis: { host: os.environ/HOST, port: os.environ/PORT, username: os.environ/HOST, password: os.environ/K }\npostgres: os.environ/PG\n',
		);
		expect(read(text, { secrets })).toMatchObject({
			faults: [],
			config: {
				groups: { chat: { deployments: [{ apiKey: SECRET, baseUrl: 'http://host/v1', headers: { 'x-k': SECRET } }] } },
			},
			redisUrl: `redis://cache:${SECRET}@cache:6380`,
			postgresUrl: 'postgres://u:p@db/n8n',
		});
	});

	it("is no fault in what is ignored of LiteLLM's, and is not looked up there", () => {
		const asked: string[] = [];
		const text = liteLlm(
			'model: ollama/m',
			'general_settings: { master_key: os.environ/MASTER }\nlitellm_settings: { cache_params: { password: os.environ/CACHE }, success_callback: [os.environ/CALLBACK] }\n',
		);
		const environment = new Proxy({} as Record<string, string>, {
			get: (_target, name) => void asked.push(String(name)),
		});
		expect(read(text, { environment }).faults).toEqual([]);
		expect(asked).toEqual([]);
	});

	it('is filled in from environment_variables of the same text, where its value stands in clear, but shows no key', () => {
		const withVariables = (model: string) =>
			liteLlm(
				'model: os.environ/MODEL, api_key: os.environ/OPENAI_API_KEY, rpm: os.environ/RPM',
				`environment_variables: { MODEL: ${model}, RPM: "60" }\n`,
			);
		const secrets = Object.fromEntries(SECRETS);
		expect(read(withVariables('openai/gpt-4.1'), { secrets }).config?.groups.chat!.deployments).toMatchObject([
			{ model: 'gpt-4.1', rpm: 60 },
		]);
		const { config, faults } = read(withVariables(SECRET), { secrets, keysInText: 'accepted' });
		expect(config).toBeUndefined();
		expect(JSON.stringify(faults)).not.toContain('planted');
	});
});
