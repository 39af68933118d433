/**
 * The vocabulary of one call, the same for every provider: what is asked and what comes back.
 * Providers convert to and from these shapes; nothing else in the package knows a wire format.
 */

/** A piece of a user's message. Binary content is base64 without a `data:` prefix. */
export type ContentPart =
	| { type: 'text'; text: string }
	| { type: 'image'; mediaType: string; dataBase64: string }
	| { type: 'image_url'; url: string }
	| { type: 'file'; mediaType: string; dataBase64: string; fileName: string };

/** A tool the model may call. `parameters` is a JSON schema of type `object`. */
export interface ToolDefinition {
	name: string;
	description?: string;
	parameters: Record<string, unknown>;
}

/** A tool call the model made. `arguments` is the text as the model wrote it: it may be broken JSON. */
export interface ToolCall {
	id: string;
	name: string;
	arguments: string;
}

export type Message =
	| { role: 'system'; text: string }
	| { role: 'user'; content: ContentPart[] }
	| { role: 'assistant'; text: string; toolCalls?: ToolCall[] }
	| { role: 'tool'; toolCallId: string; toolName: string; text: string; isError?: boolean };

export type ReasoningEffort = 'minimal' | 'low' | 'medium' | 'high';

/** How the answer is to be generated. What a provider has no word for is left out of its request. */
export interface GenerationSettings {
	/** 0 to 2. */
	temperature?: number;
	/** 0 to 1. */
	topP?: number;
	/** Unset: the provider's own default (Anthropic wants one and gets 4,096). */
	maxOutputTokens?: number;
	/** -2 to 2: how much a token is shunned for each time that it stood before. */
	frequencyPenalty?: number;
	/** -2 to 2: how much a token is shunned that stood before at all. */
	presencePenalty?: number;
	stop?: string[];
	seed?: number;
	reasoningEffort?: ReasoningEffort;
	/** The answer is to be JSON that fits this schema. */
	responseSchema?: { name: string; schema: Record<string, unknown> };
	/** The answer is to be some JSON object, which the prompt has to ask for too. Does nothing beside `responseSchema`. */
	jsonObject?: boolean;
	tools?: ToolDefinition[];
	toolChoice?: 'auto' | 'none' | 'required' | { name: string };
	/** More fields of OpenAI's chat completions: sent to servers that speak it, under `extraBody`; others are not told. */
	chatCompletionsBody?: Record<string, unknown>;
	/** Added to the request's body as it is, over what we wrote there but `model`, `stream` and `stream_options`. */
	extraBody?: Record<string, unknown>;
}

/**
 * Tokens as every provider's are counted here. A field is undefined when the provider did not say.
 * `inputTokens` is all input, cached and cache-write tokens included; `outputTokens` is all output,
 * reasoning tokens included. So nothing is billed twice, whatever the provider's own way of counting.
 */
export interface TokenUsage {
	inputTokens?: number;
	cachedTokens?: number;
	cacheWriteTokens?: number;
	outputTokens?: number;
	reasoningTokens?: number;
}

/** Something that a provider reported as a count and that is no whole number from 0 to 10^9. It is not in `TokenUsage`. */
export interface UnusableCount {
	/** As the provider names it. */
	field: string;
	/** A number with three digits, or what else it was; never the text itself. */
	reported: string;
}

/** `other`: the provider gave a reason we do not know; its word is in the event's `raw`. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'other';

/**
 * What a provider's stream yields, in order. Only these reset the first-token and idle timeouts, so
 * an adapter never yields for a keep-alive frame.
 */
export type ProviderEvent =
	| { type: 'text'; text: string }
	| { type: 'reasoning'; text: string }
	/** `index` tells parallel calls apart; `id` and `name` come with the first delta of each. */
	| { type: 'tool_call'; index: number; id?: string; name?: string; argumentsDelta: string }
	/** May come more than once; later fields win over earlier ones. */
	| { type: 'usage'; usage: TokenUsage; unusable?: readonly UnusableCount[] }
	/** The model that really answers, when the provider names it. */
	| { type: 'served_model'; model: string }
	/** A stream that ends without this one was cut. */
	| { type: 'finish'; reason: FinishReason; raw?: string };
