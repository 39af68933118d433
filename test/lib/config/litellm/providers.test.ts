import { SERVICES } from '../../../../lib/config/litellm/services';
import { convert, deploymentOf, entry, faultsIn, ignoredIn } from './converted';

describe('the provider of a model', () => {
	it.each<[string, object]>([
		['model: openai/gpt-4.1-mini', { provider: 'openai', apiKey: 'os.environ/OPENAI_API_KEY', model: 'gpt-4.1-mini' }],
		['model: gpt-4o', { provider: 'openai', apiKey: 'os.environ/OPENAI_API_KEY', model: 'gpt-4o' }],
		['model: o3-mini', { provider: 'openai', apiKey: 'os.environ/OPENAI_API_KEY', model: 'o3-mini' }],
		[
			'model: "ft:gpt-4o-mini:acme::1"',
			{ provider: 'openai', apiKey: 'os.environ/OPENAI_API_KEY', model: 'ft:gpt-4o-mini:acme::1' },
		],
		['model: openai/responses/gpt-5', { provider: 'openai', apiKey: 'os.environ/OPENAI_API_KEY', model: 'gpt-5' }],
		[
			'model: openai/gpt-4o, api_base: "https://api.openai.com/v1", api_key: os.environ/MINE',
			{ provider: 'openai', baseUrl: 'https://api.openai.com/v1', apiKey: 'os.environ/MINE', model: 'gpt-4o' },
		],
		[
			'model: claude-sonnet-4-5',
			{ provider: 'anthropic', apiKey: 'os.environ/ANTHROPIC_API_KEY', model: 'claude-sonnet-4-5' },
		],
		[
			'model: anthropic/claude-haiku-4-5, api_key: ""',
			{ provider: 'anthropic', apiKey: 'os.environ/ANTHROPIC_API_KEY', model: 'claude-haiku-4-5' },
		],
		[
			'model: anthropic/claude-haiku-4-5, api_base: "https://gate.example.com/v1/messages"',
			{
				provider: 'anthropic',
				baseUrl: 'https://gate.example.com',
				apiKey: 'os.environ/ANTHROPIC_API_KEY',
				model: 'claude-haiku-4-5',
			},
		],
		['model: "ollama/llama3.2:3b"', { provider: 'ollama', model: 'llama3.2:3b' }],
		[
			'model: ollama_chat/qwen3, base_url: "http://10.0.0.5:11434"',
			{ provider: 'ollama', baseUrl: 'http://10.0.0.5:11434', model: 'qwen3' },
		],
		[
			'model: openai/facebook/opt-125m, api_base: "http://10.0.0.6:8000/v1"',
			{ provider: 'openai-compatible', baseUrl: 'http://10.0.0.6:8000/v1', model: 'facebook/opt-125m' },
		],
		[
			'model: openai/mine, api_base: os.environ/MY_SERVER, api_key: none',
			{ provider: 'openai-compatible', baseUrl: 'os.environ/MY_SERVER', apiKey: 'none', model: 'mine' },
		],
		[
			'model: hosted_vllm/Qwen/Qwen3-8B, api_base: "http://10.0.0.6:8000/v1"',
			{
				provider: 'openai-compatible',
				baseUrl: 'http://10.0.0.6:8000/v1',
				model: 'Qwen/Qwen3-8B',
				name: 'hosted_vllm/Qwen/Qwen3-8B',
			},
		],
		[
			'model: groq/llama-3.3-70b-versatile',
			{
				provider: 'openai-compatible',
				baseUrl: 'https://api.groq.com/openai/v1',
				apiKey: 'os.environ/GROQ_API_KEY',
				model: 'llama-3.3-70b-versatile',
				name: 'groq/llama-3.3-70b-versatile',
			},
		],
		[
			'model: openrouter/anthropic/claude-sonnet-4.5, api_key: os.environ/OR',
			{
				provider: 'openai-compatible',
				baseUrl: 'https://openrouter.ai/api/v1',
				apiKey: 'os.environ/OR',
				model: 'anthropic/claude-sonnet-4.5',
				name: 'openrouter/anthropic/claude-sonnet-4.5',
			},
		],
		[
			'model: mistral/mistral-small-latest, api_base: "https://eu.example.com/v1"',
			{
				provider: 'openai-compatible',
				baseUrl: 'https://eu.example.com/v1',
				apiKey: 'os.environ/MISTRAL_API_KEY',
				model: 'mistral-small-latest',
				name: 'mistral/mistral-small-latest',
			},
		],
		[
			'model: fireworks_ai/llama-v3p3-70b-instruct',
			{
				provider: 'openai-compatible',
				baseUrl: 'https://api.fireworks.ai/inference/v1',
				apiKey: 'os.environ/FIREWORKS_API_KEY',
				model: 'accounts/fireworks/models/llama-v3p3-70b-instruct',
				name: 'fireworks_ai/llama-v3p3-70b-instruct',
			},
		],
		['model: mine, custom_llm_provider: ollama', { provider: 'ollama', model: 'mine' }],
		['model: ollama/mine, custom_llm_provider: ollama', { provider: 'ollama', model: 'mine' }],
	])('is read from {%s}', (params, deployment) => {
		expect(deploymentOf(params)).toEqual(deployment);
	});

	it('is told by every public address in the table, each once', () => {
		for (const { prefix, baseUrl, keyName, source } of SERVICES) {
			expect(deploymentOf(`model: ${prefix}/accounts/m`)).toMatchObject({
				provider: 'openai-compatible',
				baseUrl,
				apiKey: `os.environ/${keyName}`,
				model: 'accounts/m',
			});
			expect(source).toMatch(/^https:\/\//);
			expect(new URL(baseUrl).protocol).toBe('https:');
		}
		expect(new Set(SERVICES.map(({ prefix }) => prefix)).size).toBe(SERVICES.length);
	});
});

describe('a model of Azure', () => {
	const of = (apiBase: string) =>
		deploymentOf(`model: azure/gpt-4o-eu, api_base: "${apiBase}", api_key: os.environ/EU`);

	it.each([
		['https://acme-eu.openai.azure.com', 'https://acme-eu.openai.azure.com/openai/v1'],
		['https://acme-eu.openai.azure.com/', 'https://acme-eu.openai.azure.com/openai/v1'],
		['https://acme-eu.openai.azure.com/openai/v1/', 'https://acme-eu.openai.azure.com/openai/v1'],
		[
			'https://acme-eu.openai.azure.com/openai/deployments/x/chat/completions?api-version=2024-06-01',
			'https://acme-eu.openai.azure.com/openai/v1',
		],
		['https://gate.example.com:8443/azure/', 'https://gate.example.com:8443/azure/openai/v1'],
		['os.environ/AZURE_API_BASE', 'os.environ/AZURE_API_BASE/openai/v1'],
		['acme-eu', 'acme-eu'],
	])('at %s is asked through the v1 API', (apiBase, baseUrl) => {
		expect(of(apiBase)).toEqual({
			provider: 'openai-compatible',
			baseUrl,
			headers: { 'api-key': 'os.environ/EU' },
			model: 'gpt-4o-eu',
			name: 'azure/gpt-4o-eu',
		});
	});

	it('keeps what the gate must see: a password in the address', () => {
		expect(of('https://me:secret@acme.openai.azure.com').baseUrl).toBe(
			'https://me:secret@acme.openai.azure.com/openai/v1',
		);
	});

	it("loses LiteLLM's word for the kind of model, and has a key under the usual name", () => {
		const { model, headers } = deploymentOf(
			'model: azure/o_series/thinker, api_base: "https://a.openai.azure.com", extra_headers: {x-team: red}',
		);
		expect({ model, headers }).toEqual({
			model: 'thinker',
			headers: { 'x-team': 'red', 'api-key': 'os.environ/AZURE_API_KEY' },
		});
	});

	it('without an address is a fault; its version is not needed, and tokens are not fetched', () => {
		expect(faultsIn(entry('model: azure/gpt-4o'))).toEqual([
			"model_list[0].litellm_params.model: azure/ needs the resource's address as api_base, such as https://NAME.openai.azure.com",
		]);
		expect(
			ignoredIn(
				entry(
					'model: azure/x, api_base: "https://a.openai.azure.com", api_version: "2024-06-01", azure_ad_token: os.environ/T',
				),
			),
		).toEqual([
			"model_list[0].litellm_params.api_version: Azure's v1 API is used, which needs no version",
			'model_list[0].litellm_params.azure_ad_token: Tokens that end are not fetched here; use a key as api_key',
		]);
	});
});

describe('a model that cannot be served', () => {
	const MODEL = 'model_list[0].litellm_params.model';

	it.each([
		['opnai/gpt-4o', 'Unknown provider "opnai/"; did you mean "openai/"?'],
		['openrouer/x', 'Unknown provider "openrouer/"; did you mean "openrouter/"?'],
		[
			'acme-llm/x',
			'Unknown provider "acme-llm/"; write openai/ before a model whose server speaks OpenAI\'s API, and its address as api_base',
		],
		['llama3', 'The model "llama3" has no provider; write it before the model, such as openai/gpt-4.1-mini'],
		[
			'os.environ/MODEL',
			'Which provider serves the model must be known here: write the model itself in place of os.environ/NAME',
		],
		['openai/', 'The model is missing after "openai/"'],
		['lm_studio/x', "lm_studio/ needs the server's address as api_base, such as http://192.168.1.20:1234/v1"],
		['litellm_proxy/x', "litellm_proxy/ needs the server's address as api_base, such as http://192.168.1.20:4000/v1"],
		['sk-proj-0123456789abcdef', 'The model has no provider; write it before the model, such as openai/gpt-4.1-mini'],
	])('is a fault: %s', (model, sentence) => {
		expect(faultsIn(entry(`model: ${model}`))).toEqual([`${MODEL}: ${sentence}`]);
	});

	it('is ignored beside one that can, and says what to use', () => {
		const yaml = `model_list:
  - {model_name: chat, litellm_params: {model: bedrock/anthropic.claude-3-haiku, aws_region_name: eu-west-1}}
  - {model_name: chat, litellm_params: {model: gpt-4o}}`;
		expect(faultsIn(yaml)).toEqual([]);
		expect(ignoredIn(yaml)).toEqual([
			`${MODEL}: Amazon Bedrock is not served by that name; write openai/ before the model and api_base: https://bedrock-runtime.REGION.amazonaws.com/openai/v1, with a Bedrock API key as api_key`,
		]);
		expect(convert(yaml).document.groups.chat!.deployments).toHaveLength(1);
	});

	it('is a fault of its group when that has no other', () => {
		expect(faultsIn(entry('model: vertex_ai/gemini-2.5-pro, vertex_project: p'))).toEqual([
			'model_list[0].model_name: No deployment of "chat" can be served: Vertex AI is not served, since its tokens end after an hour; use the same model as gemini/ with a key of Google AI Studio, or a gateway as litellm_proxy/',
		]);
	});

	it.each([
		['model: "*"', '', 'A * stands for no model here; list the models one by one'],
		['model: openai/*', '', 'A * stands for no model here; list the models one by one'],
		[
			'model: openai/gpt-x',
			'model_info: {mode: image_generation}',
			'Models of mode "image_generation" are not served, only those for chats',
		],
		[
			'model: text-embedding-3-small',
			'',
			'By its name it is no model for chats, and only those are served; if it is one, set mode: chat under model_info',
		],
		[
			'model: azure/my-embeddings',
			'',
			'By its name it is no model for chats, and only those are served; if it is one, set mode: chat under model_info',
		],
	])('is ignored without a fault when it is for something else: {%s}', (params, more, instead) => {
		expect(ignoredIn(entry(params, more))).toEqual([`model_list[0]: ${instead}`]);
		expect(faultsIn(entry(params, more))).toEqual([]);
		expect(convert(entry(params, more)).document.groups).toEqual({});
	});

	it('is served all the same when its mode says chat, and refused with a mode that nobody knows', () => {
		expect(deploymentOf('model: openai/embed-and-chat', 'model_info: {mode: chat}')).toMatchObject({
			model: 'embed-and-chat',
		});
		expect(faultsIn(entry('model: openai/x', 'model_info: {mode: embeding}'))).toEqual([
			'model_list[0].model_info.mode: Unknown mode "embeding"; did you mean "embedding"?',
		]);
	});
});
