/** A service with a public OpenAI-compatible address. */
export interface Service {
	/** Of LiteLLM's `provider/model`. */
	prefix: string;
	baseUrl: string;
	/** The environment variable where LiteLLM looks for the key. */
	keyName: string;
	/** Where the address is documented. */
	source: string;
	/** Models are addressed below it; LiteLLM's users may leave it out. */
	modelsBelow?: string;
}

/** Names of the keys: LiteLLM's provider pages, https://docs.litellm.ai/docs/providers. */
export const SERVICES: readonly Service[] = [
	{
		prefix: 'groq',
		baseUrl: 'https://api.groq.com/openai/v1',
		keyName: 'GROQ_API_KEY',
		source: 'https://console.groq.com/docs/openai',
	},
	{
		prefix: 'openrouter',
		baseUrl: 'https://openrouter.ai/api/v1',
		keyName: 'OPENROUTER_API_KEY',
		source: 'https://openrouter.ai/docs/quickstart',
	},
	{
		prefix: 'together_ai',
		baseUrl: 'https://api.together.xyz/v1',
		keyName: 'TOGETHERAI_API_KEY',
		source: 'https://docs.together.ai/docs/openai-api-compatibility',
	},
	{
		prefix: 'mistral',
		baseUrl: 'https://api.mistral.ai/v1',
		keyName: 'MISTRAL_API_KEY',
		source: 'https://docs.mistral.ai/api',
	},
	{
		prefix: 'codestral',
		baseUrl: 'https://codestral.mistral.ai/v1',
		keyName: 'CODESTRAL_API_KEY',
		source: 'https://docs.mistral.ai/api',
	},
	{
		prefix: 'deepseek',
		baseUrl: 'https://api.deepseek.com/v1',
		keyName: 'DEEPSEEK_API_KEY',
		source: 'https://api-docs.deepseek.com',
	},
	{
		prefix: 'fireworks_ai',
		baseUrl: 'https://api.fireworks.ai/inference/v1',
		keyName: 'FIREWORKS_API_KEY',
		source: 'https://docs.fireworks.ai/tools-sdks/openai-compatibility',
		modelsBelow: 'accounts/fireworks/models/',
	},
	{
		prefix: 'perplexity',
		baseUrl: 'https://api.perplexity.ai',
		keyName: 'PERPLEXITYAI_API_KEY',
		source: 'https://docs.perplexity.ai',
	},
	{
		prefix: 'xai',
		baseUrl: 'https://api.x.ai/v1',
		keyName: 'XAI_API_KEY',
		source: 'https://docs.x.ai/docs/api-reference',
	},
	{
		prefix: 'gemini',
		baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
		keyName: 'GEMINI_API_KEY',
		source: 'https://ai.google.dev/gemini-api/docs/openai',
	},
	{
		prefix: 'cerebras',
		baseUrl: 'https://api.cerebras.ai/v1',
		keyName: 'CEREBRAS_API_KEY',
		source: 'https://inference-docs.cerebras.ai/resources/openai',
	},
	{
		prefix: 'nvidia_nim',
		baseUrl: 'https://integrate.api.nvidia.com/v1',
		keyName: 'NVIDIA_NIM_API_KEY',
		source: 'https://docs.api.nvidia.com/nim',
	},
	{
		prefix: 'deepinfra',
		baseUrl: 'https://api.deepinfra.com/v1/openai',
		keyName: 'DEEPINFRA_API_KEY',
		source: 'https://deepinfra.com/docs/openai_api',
	},
	{
		prefix: 'sambanova',
		baseUrl: 'https://api.sambanova.ai/v1',
		keyName: 'SAMBANOVA_API_KEY',
		source: 'https://docs.sambanova.ai',
	},
	{
		prefix: 'moonshot',
		baseUrl: 'https://api.moonshot.ai/v1',
		keyName: 'MOONSHOT_API_KEY',
		source: 'https://platform.moonshot.ai/docs',
	},
	{ prefix: 'zai', baseUrl: 'https://api.z.ai/api/paas/v4', keyName: 'ZAI_API_KEY', source: 'https://docs.z.ai' },
	{
		prefix: 'minimax',
		baseUrl: 'https://api.minimax.io/v1',
		keyName: 'MINIMAX_API_KEY',
		source: 'https://platform.minimax.io/docs',
	},
	{
		prefix: 'dashscope',
		baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
		keyName: 'DASHSCOPE_API_KEY',
		source: 'https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope',
	},
	{
		prefix: 'volcengine',
		baseUrl: 'https://ark.cn-beijing.volces.com/api/v3',
		keyName: 'VOLCENGINE_API_KEY',
		source: 'https://www.volcengine.com/docs/82379',
	},
	{
		prefix: 'novita',
		baseUrl: 'https://api.novita.ai/v3/openai',
		keyName: 'NOVITA_API_KEY',
		source: 'https://novita.ai/docs',
	},
	{
		prefix: 'nebius',
		baseUrl: 'https://api.studio.nebius.ai/v1',
		keyName: 'NEBIUS_API_KEY',
		source: 'https://docs.nebius.com/studio/inference',
	},
	{
		prefix: 'hyperbolic',
		baseUrl: 'https://api.hyperbolic.xyz/v1',
		keyName: 'HYPERBOLIC_API_KEY',
		source: 'https://docs.hyperbolic.xyz/docs/rest-api',
	},
	{
		prefix: 'featherless_ai',
		baseUrl: 'https://api.featherless.ai/v1',
		keyName: 'FEATHERLESS_AI_API_KEY',
		source: 'https://featherless.ai/docs',
	},
	{
		prefix: 'friendliai',
		baseUrl: 'https://api.friendli.ai/serverless/v1',
		keyName: 'FRIENDLI_TOKEN',
		source: 'https://friendli.ai/docs',
	},
	{
		prefix: 'lambda_ai',
		baseUrl: 'https://api.lambda.ai/v1',
		keyName: 'LAMBDA_API_KEY',
		source: 'https://docs.lambda.ai',
	},
	{
		prefix: 'baseten',
		baseUrl: 'https://inference.baseten.co/v1',
		keyName: 'BASETEN_API_KEY',
		source: 'https://docs.baseten.co',
	},
	{
		prefix: 'nscale',
		baseUrl: 'https://inference.api.nscale.com/v1',
		keyName: 'NSCALE_API_KEY',
		source: 'https://docs.nscale.com',
	},
	{
		prefix: 'ai21',
		baseUrl: 'https://api.ai21.com/studio/v1',
		keyName: 'AI21_API_KEY',
		source: 'https://docs.ai21.com',
	},
	{
		prefix: 'ai21_chat',
		baseUrl: 'https://api.ai21.com/studio/v1',
		keyName: 'AI21_API_KEY',
		source: 'https://docs.ai21.com',
	},
	{
		prefix: 'meta_llama',
		baseUrl: 'https://api.llama.com/compat/v1',
		keyName: 'LLAMA_API_KEY',
		source: 'https://llama.developer.meta.com/docs',
	},
	{
		prefix: 'wandb',
		baseUrl: 'https://api.inference.wandb.ai/v1',
		keyName: 'WANDB_API_KEY',
		source: 'https://docs.wandb.ai/guides/inference',
	},
	{ prefix: 'v0', baseUrl: 'https://api.v0.dev/v1', keyName: 'V0_API_KEY', source: 'https://v0.dev/docs/api/model' },
	{
		prefix: 'morph',
		baseUrl: 'https://api.morphllm.com/v1',
		keyName: 'MORPH_API_KEY',
		source: 'https://docs.morphllm.com',
	},
	{
		prefix: 'inception',
		baseUrl: 'https://api.inceptionlabs.ai/v1',
		keyName: 'INCEPTION_API_KEY',
		source: 'https://docs.inceptionlabs.ai',
	},
	{
		prefix: 'vercel_ai_gateway',
		baseUrl: 'https://ai-gateway.vercel.sh/v1',
		keyName: 'VERCEL_AI_GATEWAY_API_KEY',
		source: 'https://vercel.com/docs/ai-gateway/openai-compat',
	},
	{
		prefix: 'helicone',
		baseUrl: 'https://ai-gateway.helicone.ai',
		keyName: 'HELICONE_API_KEY',
		source: 'https://docs.helicone.ai',
	},
	{
		prefix: 'scaleway',
		baseUrl: 'https://api.scaleway.ai/v1',
		keyName: 'SCW_SECRET_KEY',
		source: 'https://www.scaleway.com/en/docs/generative-apis',
	},
	{
		prefix: 'veniceai',
		baseUrl: 'https://api.venice.ai/api/v1',
		keyName: 'VENICE_AI_API_KEY',
		source: 'https://docs.venice.ai',
	},
	{ prefix: 'poe', baseUrl: 'https://api.poe.com/v1', keyName: 'POE_API_KEY', source: 'https://creator.poe.com/docs' },
	{
		prefix: 'chutes',
		baseUrl: 'https://llm.chutes.ai/v1',
		keyName: 'CHUTES_API_KEY',
		source: 'https://chutes.ai/docs',
	},
	{
		prefix: 'nano-gpt',
		baseUrl: 'https://nano-gpt.com/api/v1',
		keyName: 'NANOGPT_API_KEY',
		source: 'https://docs.nano-gpt.com',
	},
	{
		prefix: 'synthetic',
		baseUrl: 'https://api.synthetic.new/openai/v1',
		keyName: 'SYNTHETIC_API_KEY',
		source: 'https://dev.synthetic.new/docs',
	},
	{
		prefix: 'publicai',
		baseUrl: 'https://api.publicai.co/v1',
		keyName: 'PUBLICAI_API_KEY',
		source: 'https://platform.publicai.co/docs',
	},
];

/** Servers that speak OpenAI's chat completions wherever they run, with an address that they might have. A key is optional. */
export const SERVERS: Readonly<Record<string, string>> = {
	hosted_vllm: 'http://192.168.1.20:8000/v1',
	vllm: 'http://192.168.1.20:8000/v1',
	lm_studio: 'http://192.168.1.20:1234/v1',
	llamafile: 'http://192.168.1.20:8080/v1',
	xinference: 'http://192.168.1.20:9997/v1',
	docker_model_runner: 'http://192.168.1.20:12434/engines/v1',
	lemonade: 'http://192.168.1.20:8000/api/v1',
	oobabooga: 'http://192.168.1.20:5000/v1',
	litellm_proxy: 'http://192.168.1.20:4000/v1',
	custom_openai: 'http://192.168.1.20:8000/v1',
	openai_like: 'http://192.168.1.20:8000/v1',
	aiohttp_openai: 'http://192.168.1.20:8000/v1',
};
