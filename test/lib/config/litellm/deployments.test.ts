import { convert, deploymentOf, entry, ignoredIn } from './converted';

describe('the settings of a deployment', () => {
	it('are taken from litellm_params', () => {
		const params =
			'model: ollama/m, rpm: 60, tpm: 90000, max_parallel_requests: 4, timeout: 120, stream_timeout: 15.5, weight: 3, order: 2, num_retries: 0, allowed_fails: 5, cooldown_time: 0';
		expect(deploymentOf(params)).toEqual({
			provider: 'ollama',
			model: 'm',
			priority: 2,
			weight: 3,
			rpm: 60,
			tpm: 90_000,
			concurrency: 4,
			firstTokenSeconds: 15.5,
			attemptSeconds: 120,
			retries: 0,
			allowedFails: 5,
			cooldownSeconds: 0,
		});
	});

	it.each<[string, string, object]>([
		['model: ollama/m, priority: 3', '', { priority: 3 }],
		['model: ollama/m, order: 0', '', { priority: 1 }],
		['model: ollama/m, max_retries: 4', '', { retries: 4 }],
		['model: ollama/m, allowed_fails: 0', '', { allowedFails: 1 }],
		['model: ollama/m, rpm:', 'rpm: 7, tpm: 70', { rpm: 7, tpm: 70 }],
		['model: ollama/m', 'model_info: {max_input_tokens: 8192, max_tokens: 1024}', { contextWindow: 8192 }],
		[
			'model: ollama/m',
			'model_info: {supports_vision: true, supports_function_calling: false, supports_response_schema: true, supports_pdf_input: true, id: 7, base_model: x, team: y}',
			{ supports: { images: true, tools: false, jsonSchema: true } },
		],
		[
			'model: ollama/m, headers: {x-a: 1a, x-b: b}, extra_headers: {x-a: 2a}',
			'',
			{ headers: { 'x-a': '2a', 'x-b': 'b' } },
		],
	])('{%s} %s', (params, more, settings) => {
		expect(deploymentOf(params, more)).toEqual({ provider: 'ollama', model: 'm', ...settings });
	});

	it("begin to count priorities at 1, also where LiteLLM's begin at 0", () => {
		const { document } = convert(`model_list:
  - {model_name: chat, litellm_params: {model: ollama/a, order: 0}}
  - {model_name: chat, litellm_params: {model: ollama/b, order: 1}}
  - {model_name: chat, litellm_params: {model: ollama/c}}`);
		expect(document.groups.chat!.deployments.map(({ priority }) => priority)).toEqual([1, 2, undefined]);
	});

	it("name OpenAI's organization in its header, the first of several", () => {
		expect(deploymentOf('model: gpt-4o, organization: os.environ/ORG').headers).toEqual({
			'OpenAI-Organization': 'os.environ/ORG',
		});
		const several = 'model: gpt-4o, organization: [org-1, org-2]';
		expect(deploymentOf(several).headers).toEqual({ 'OpenAI-Organization': 'org-1' });
		expect(ignoredIn(entry(several))).toEqual([
			'model_list[0].litellm_params.organization[1]: One key is one deployment here, so only the first organization is named; give each a key and an entry of its own',
		]);
		expect(ignoredIn(entry('model: ollama/m, organization: org-1'))).toEqual([
			'model_list[0].litellm_params.organization: Only OpenAI has organizations',
		]);
	});

	it('come from a credential of credential_list where the entry has none of its own', () => {
		const { document, faults, originOf } = convert(`
credential_list:
  - credential_name: eu
    credential_values: {api_key: os.environ/EU_KEY, api_base: "https://eu.openai.azure.com", api_version: "2024-06-01"}
    credential_info: {description: Europe}
model_list:
  - {model_name: chat, litellm_params: {model: azure/a, litellm_credential_name: eu}}
  - {model_name: chat, litellm_params: {model: azure/b, litellm_credential_name: eu, api_key: os.environ/OWN}}`);
		expect(faults).toEqual([]);
		expect(document.groups.chat!.deployments.map(({ baseUrl, headers }) => [baseUrl, headers])).toEqual([
			['https://eu.openai.azure.com/openai/v1', { 'api-key': 'os.environ/EU_KEY' }],
			['https://eu.openai.azure.com/openai/v1', { 'api-key': 'os.environ/OWN' }],
		]);
		expect(originOf(['groups', 'chat', 'deployments', 0, 'baseUrl'])).toEqual([
			'credential_list',
			0,
			'credential_values',
			'api_base',
		]);
	});
});

describe('prices', () => {
	it('become USD per million tokens without a trace of binary fractions', () => {
		const params =
			'model: ollama/m, input_cost_per_token: 0.0000011, output_cost_per_token: 4.4e-06, cache_read_input_token_cost: 0.000000275, cache_creation_input_token_cost: 1.375e-6';
		expect(deploymentOf(params).prices).toEqual({
			inputPerMillion: 1.1,
			outputPerMillion: 4.4,
			cachedInputPerMillion: 0.275,
			cacheWritePerMillion: 1.375,
		});
	});

	it('may stand in model_info, behind those of litellm_params', () => {
		const params = 'model: ollama/m, output_cost_per_token: 0.000002';
		const info = 'model_info: {input_cost_per_token: 0, output_cost_per_token: 0.5}';
		expect(deploymentOf(params, info).prices).toEqual({ inputPerMillion: 0, outputPerMillion: 2 });
		expect(ignoredIn(entry(params, info))).toEqual([
			'model_list[0].model_info.output_cost_per_token: litellm_params.output_cost_per_token comes first, as in LiteLLM',
		]);
	});

	it('are not taken over when one of both is missing: it would be free', () => {
		const yaml = entry('model: gpt-4o, input_cost_per_token: 0.000001, cache_read_input_token_cost: 0.0000001');
		expect(convert(yaml).document.groups.chat!.deployments[0]!.prices).toBeUndefined();
		const instead =
			"Prices count where both input_cost_per_token and output_cost_per_token are set; the price catalogue's is used";
		expect(ignoredIn(yaml)).toEqual([
			`model_list[0].litellm_params.input_cost_per_token: ${instead}`,
			`model_list[0].litellm_params.cache_read_input_token_cost: ${instead}`,
		]);
	});
});

describe('a setting without an equivalent', () => {
	it.each([
		['temperature: 0.2', 'temperature: How a model answers is set under Options on the node'],
		['max_tokens: 20', 'max_tokens: How a model answers is set under Options on the node'],
		[
			'drop_params: true',
			'drop_params: Only what is set under Options on the node is sent, so there is nothing to add or to drop',
		],
		[
			'ssl_verify: false',
			'ssl_verify: Certificates are always checked; name your own authority in NODE_EXTRA_CA_CERTS where n8n runs',
		],
		['max_budget: 5', 'max_budget: Use Check Budget of the LLM Spend Report node'],
		['mock_response: hi', 'mock_response: Answers are never made up; take the model out, or point it at an emulator'],
		['num_retries: 1, max_retries: 2', 'max_retries: litellm_params.num_retries comes first, as in LiteLLM'],
		['api_base: "http://a", base_url: "http://b"', 'base_url: litellm_params.api_base comes first, as in LiteLLM'],
	])('says what to use: %s', (setting, said) => {
		expect(ignoredIn(entry(`model: ollama/m, ${setting}`))).toEqual([`model_list[0].litellm_params.${said}`]);
	});

	it('is not mentioned when it is switched off or empty', () => {
		expect(ignoredIn(entry('model: ollama/m, drop_params: false, temperature:'))).toEqual([]);
	});
});
