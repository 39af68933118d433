interface Unserved {
	prefixes: readonly string[];
	/** A sentence: how to reach such models all the same. */
	instead: string;
}

const openAi = (name: string, apiBase: string) =>
	`${name} is not served by that name; write openai/ before the model and api_base: ${apiBase}`;

/** Providers of LiteLLM's whose APIs are not spoken here. Where they offer an OpenAI-compatible address, it is the vendor's documentation that gives it. */
const UNSERVED: readonly Unserved[] = [
	{
		prefixes: ['bedrock', 'bedrock_converse', 'bedrock_mantle', 'amazon_nova'],
		instead: openAi(
			'Amazon Bedrock',
			'https://bedrock-runtime.REGION.amazonaws.com/openai/v1, with a Bedrock API key as api_key',
		),
	},
	{
		prefixes: ['sagemaker', 'sagemaker_chat', 'sagemaker_nova'],
		instead:
			'SageMaker is not served; put a gateway with an OpenAI-compatible address before it, and write openai/ before the model',
	},
	{
		prefixes: ['vertex_ai', 'vertex_ai_beta', 'palm'],
		instead:
			'Vertex AI is not served, since its tokens end after an hour; use the same model as gemini/ with a key of Google AI Studio, or a gateway as litellm_proxy/',
	},
	{ prefixes: ['cohere', 'cohere_chat'], instead: openAi('Cohere', 'https://api.cohere.ai/compatibility/v1') },
	{ prefixes: ['huggingface'], instead: openAi('Hugging Face', 'https://router.huggingface.co/v1') },
	{ prefixes: ['github'], instead: openAi('GitHub Models', 'https://models.github.ai/inference') },
	{
		prefixes: ['databricks'],
		instead: openAi('Databricks', 'https://WORKSPACE.cloud.databricks.com/serving-endpoints'),
	},
	{
		prefixes: ['cloudflare'],
		instead: openAi('Cloudflare Workers AI', 'https://api.cloudflare.com/client/v4/accounts/ACCOUNT/ai/v1'),
	},
	{ prefixes: ['azure_ai'], instead: openAi('Azure AI Foundry', 'https://NAME.services.ai.azure.com/openai/v1') },
	{
		prefixes: ['azure_text', 'text-completion-openai', 'text-completion-codestral', 'anthropic_text', 'watsonx_text'],
		instead: 'The old text completions are not spoken here; use a chat model',
	},
	{
		prefixes: ['github_copilot', 'chatgpt'],
		instead: 'Subscriptions for other programs are not used here; use a model with an API key',
	},
	{
		prefixes: ['auto_router', 'semantic_router', 'complexity_router', 'adaptive_router', 'quality_router'],
		instead: 'No model is chosen by what a prompt says; let the workflow choose the model group',
	},
	{
		prefixes: [
			'replicate',
			'watsonx',
			'oci',
			'snowflake',
			'triton',
			'predibase',
			'petals',
			'nlp_cloud',
			'aleph_alpha',
			'maritalk',
			'clarifai',
			'bytez',
			'datarobot',
			'gigachat',
			'gradient_ai',
			'heroku',
			'ragflow',
			'sap',
			'dify',
			'langgraph',
			'custom',
			'anyscale',
			'empower',
			'galadriel',
			'cometapi',
			'aiml',
			'ovhcloud',
			'compactifai',
			'topaz',
			'nvidia_riva',
			'a2a',
			'bedrock_agentcore',
			'azure_ai_agents',
			'apertis',
			'gmi',
			'aihubmix',
			'xiaomi_mimo',
			'manus',
			'abliteration',
			'llamagate',
			'sarvam',
			'assemblyai',
			'charity_engine',
			'crusoe',
		],
		instead:
			'The provider is not served by that name; if it has an OpenAI-compatible address, write openai/ before the model and that address as api_base',
	},
	{
		prefixes: [
			'voyage',
			'jina_ai',
			'infinity',
			'elevenlabs',
			'deepgram',
			'stability',
			'recraft',
			'fal_ai',
			'runwayml',
			'black_forest_labs',
			'aws_polly',
			'soniox',
		],
		instead: 'It offers no chat models, and only those are served here',
	},
];

const INSTEAD_OF: ReadonlyMap<string, string> = new Map(
	UNSERVED.flatMap(({ prefixes, instead }) => prefixes.map((prefix) => [prefix, instead] as const)),
);

export const UNSERVED_PREFIXES: readonly string[] = [...INSTEAD_OF.keys()];

/** What to use in place of a provider that is known but not served; undefined for all others. */
export function insteadOfProvider(prefix: string): string | undefined {
	return INSTEAD_OF.get(prefix);
}
