/** One line for every setting that a text in our own format may hold, as editors show it. A name means the same wherever it stands. */
export const SETTING_DESCRIPTIONS: Readonly<Record<string, string>> = {
	// At the top
	groups: 'Model groups by name.',
	defaults: "Settings for all groups; a group's own come first.",
	redis: 'Where cooldowns, limits and the line are shared: redis:// or rediss://, os.environ/NAME, or its parts.',
	postgres: 'Where calls are recorded: postgres://user:password@host:5432/database, or os.environ/NAME.',

	// Groups
	deployments: 'The models that can stand in for each other, at least one.',
	strategy:
		'Who goes first among deployments of the same priority. Default weighted: by chance, in proportion to the weights.',
	maxAttempts: 'Attempts in one call, all deployments together. Default: deployments plus retries, at most 10.',
	deadlineSeconds: 'What a call may take; time in line does not count. Default 900.',
	maxQueueWaitSeconds: 'Longest time in line. Default 300.',
	midStreamFailure: 'When a stream breaks after the user saw a part of it. Default error.',
	failoverOnRefusal: 'A content policy refusal goes to the next deployment. Default false.',
	localOnly: 'Cloud deployments are never used, those of fallbacks neither. Default false.',
	fallbacks:
		"Names of groups whose deployments follow when this group's have failed, in this order, and so on with theirs.",
	contextWindowFallbacks: 'Names of groups for calls that are longer than the context windows here.',

	// Groups and deployments
	firstTokenSeconds: 'From the request to the first token. Default 60; Ollama 240.',
	idleSeconds: 'Between two tokens. Default 30.',
	attemptSeconds: 'A whole attempt. Default: none, the other two govern.',
	retries: 'Retries on the same deployment in one call. Default 1.',
	allowedFails: 'Failures in a row that start a cooldown. Default 3.',
	cooldownSeconds: 'How long a deployment that fails is left out. Default 60; 0 turns it off.',
	patienceSeconds:
		'How long a call waits for a full deployment before it looks at lower priorities. Default: local the longest queue wait, cloud 0.',

	// Deployments
	provider: 'Who runs the model.',
	baseUrl: "Where requests go. Default: the vendor's own address; required for openai-compatible.",
	apiKey: 'os.environ/NAME, with the key under Secrets.',
	headers: 'Extra request headers.',
	model: 'As the provider calls it.',
	name: 'What answers and reports call it. Default provider/model.',
	priority: '1 is tried first; deployments of the same priority share the load. Default 1.',
	weight: 'Share of the load among deployments of the same priority. Default 1.',
	rpm: 'Requests in every 60 s; 0 blocks. Default: no limit.',
	tpm: 'Tokens, input and output, in every 60 s; 0 blocks. Default: no limit.',
	concurrency: 'Requests at the same time; 0 blocks. Default: no limit; local Ollama 1.',
	locality: 'Default: Ollama on a private or loopback address is local, all else cloud.',
	prices: "USD per million tokens, over the price catalogue's.",
	contextWindow: 'Tokens the model takes. Default: what Ollama or the price catalogue says.',
	supports: 'What the model can do. Default: what Ollama says; what nobody says is tried.',

	// Prices
	inputPerMillion: 'USD per million input tokens.',
	outputPerMillion: 'USD per million output tokens, reasoning included.',
	cachedInputPerMillion: "USD per million input tokens read from the provider's cache. Default: as input.",
	cacheWritePerMillion: "USD per million input tokens written to the provider's cache. Default: as input.",

	// Capabilities
	images: 'Images in user messages.',
	tools: 'Tools and their results.',
	jsonSchema: 'Answers that fit a JSON schema.',

	// Redis
	host: 'Name or address.',
	port: 'Default 6379.',
	username: 'Default: none.',
	password: 'os.environ/NAME, with the password under Secrets.',
	database: 'Number of the database. Default 0.',
	tls: 'Default false.',
};
