import { convert } from './converted';

const YAML = `model_list:
  - model_name: chat
    litellm_params:
      model: azure/a
      api_base: https://a.openai.azure.com
      api_key: os.environ/A
      extra_headers: {x-team: red}
      order: 2
      rpm: 5
      tpm: 50
      max_parallel_requests: 2
      timeout: 60
      stream_timeout: 6
      num_retries: 1
      allowed_fails: 0
      cooldown_time: 7
      weight: 2
      input_cost_per_token: 0.000001
      output_cost_per_token: 0.000002
    model_info:
      cache_read_input_token_cost: 0.0000005
      max_input_tokens: 9000
      supports_vision: true
  - model_name: long
    tpm: 70
    litellm_params:
      model: groq/l
      base_url: https://gate.example.com/v1
      organization: org-1
  - model_name: chat
    litellm_params:
      model: gpt-4o
litellm_settings:
  request_timeout: 100
  default_fallbacks: [long]
router_settings:
  routing_strategy: least-busy
  allowed_fails: 3
  disable_cooldowns: false
  default_max_parallel_requests: 9
  context_window_fallbacks: [{chat: [long]}]
  model_group_alias: {fast: chat, slow: {model: long}}
  redis_host: cache
  redis_port: 6379
general_settings:
  database_url: os.environ/DATABASE_URL
`;

/** Every leaf of the document with the place that it comes from. */
function leaves(): Record<string, string> {
	const { document, originOf } = convert(YAML);
	const found: Record<string, string> = {};
	const visit = (value: unknown, path: Array<string | number>): void => {
		if (typeof value === 'object' && value !== null)
			for (const [step, inner] of Object.entries(value))
				visit(inner, [...path, Array.isArray(value) ? Number(step) : step]);
		else found[path.join(' ')] = originOf(path).join(' ');
	};
	visit(document, []);
	return found;
}

describe('the origin', () => {
	it("of every leaf is the place in LiteLLM's file that it was read from", () => {
		const first = 'groups chat deployments 0';
		const params = 'model_list 0 litellm_params';
		expect(leaves()).toMatchObject({
			[`${first} provider`]: `${params} model`,
			[`${first} baseUrl`]: `${params} api_base`,
			[`${first} headers x-team`]: `${params} extra_headers x-team`,
			[`${first} headers api-key`]: `${params} api_key`,
			[`${first} model`]: `${params} model`,
			[`${first} name`]: `${params} model`,
			[`${first} priority`]: `${params} order`,
			[`${first} weight`]: `${params} weight`,
			[`${first} rpm`]: `${params} rpm`,
			[`${first} tpm`]: `${params} tpm`,
			[`${first} concurrency`]: `${params} max_parallel_requests`,
			[`${first} prices inputPerMillion`]: `${params} input_cost_per_token`,
			[`${first} prices outputPerMillion`]: `${params} output_cost_per_token`,
			[`${first} prices cachedInputPerMillion`]: 'model_list 0 model_info cache_read_input_token_cost',
			[`${first} contextWindow`]: 'model_list 0 model_info max_input_tokens',
			[`${first} supports images`]: 'model_list 0 model_info supports_vision',
			[`${first} firstTokenSeconds`]: `${params} stream_timeout`,
			[`${first} attemptSeconds`]: `${params} timeout`,
			[`${first} retries`]: `${params} num_retries`,
			[`${first} allowedFails`]: `${params} allowed_fails`,
			[`${first} cooldownSeconds`]: `${params} cooldown_time`,
			'groups chat deployments 1 apiKey': 'model_list 2 litellm_params model',
			'groups chat deployments 1 concurrency': 'router_settings default_max_parallel_requests',
			'groups chat fallbacks 0': 'litellm_settings default_fallbacks 0',
			'groups chat contextWindowFallbacks 0': 'router_settings context_window_fallbacks 0 chat 0',
			'groups long deployments 0 baseUrl': 'model_list 1 litellm_params base_url',
			'groups long deployments 0 tpm': 'model_list 1 tpm',
			'groups long deployments 0 headers OpenAI-Organization': 'model_list 1 litellm_params organization',
			'groups fast deployments 0 rpm': `${params} rpm`,
			'groups slow deployments 0 model': 'model_list 1 litellm_params model',
			'defaults strategy': 'router_settings routing_strategy',
			'defaults attemptSeconds': 'litellm_settings request_timeout',
			'defaults allowedFails': 'router_settings allowed_fails',
			'redis host': 'router_settings redis_host',
			'redis port': 'router_settings redis_port',
			postgres: 'general_settings database_url',
		});
	});

	it('of what holds them is where it begins, and of what is not there that of the nearest that is', () => {
		const { originOf } = convert(YAML);
		expect(originOf(['groups', 'chat'])).toEqual(['model_list', 0, 'model_name']);
		expect(originOf(['groups', 'chat', 'deployments', 1])).toEqual(['model_list', 2]);
		expect(originOf(['groups', 'chat', 'deployments', 1, 'prices', 'inputPerMillion'])).toEqual(['model_list', 2]);
		expect(originOf(['groups', 'chat', 'deployments', 0, 'headers'])).toEqual([
			'model_list',
			0,
			'litellm_params',
			'extra_headers',
		]);
		expect(originOf(['groups', 'fast'])).toEqual(['router_settings', 'model_group_alias', 'fast']);
		expect(originOf(['groups', 'chat', 'contextWindowFallbacks'])).toEqual([
			'router_settings',
			'context_window_fallbacks',
			0,
			'chat',
		]);
		expect(originOf(['groups'])).toEqual(['model_list']);
		expect(originOf(['nowhere'])).toEqual([]);
	});
});
