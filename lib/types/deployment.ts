/** Deployments and model groups as the configuration gate hands them out: complete, in milliseconds, frozen. */

export const PROVIDER_NAMES = ['openai', 'anthropic', 'ollama', 'openai-compatible'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

export type Locality = 'local' | 'cloud';
export const STRATEGIES = ['weighted', 'least-used', 'lowest-latency', 'lowest-cost'] as const;
/** How deployments of one priority share the load. */
export type Strategy = (typeof STRATEGIES)[number];

/** What a call may need of a model beyond text. Absent: not known, and the model is tried. */
export interface Capabilities {
	/** Images in user messages. */
	images?: boolean;
	/** Tools and their results. */
	tools?: boolean;
	/** Answers that fit a JSON schema. */
	jsonSchema?: boolean;
}

/** Where requests go. `baseUrl` has no trailing slash. */
export interface Endpoint {
	baseUrl: string;
	apiKey?: string;
	/** Extra request headers, as the user wrote them. */
	headers: Readonly<Record<string, string>>;
}

/** An absent limit means none; 0 blocks the deployment. */
export interface Limits {
	/** Requests in every window. */
	rpm?: number;
	/** Tokens, input and output, in every window. */
	tpm?: number;
	/** Requests at the same time. */
	concurrency?: number;
}

export interface Timeouts {
	/** From the request to the first token. */
	firstTokenMs: number;
	/** Between two tokens. */
	idleMs: number;
	/** The whole attempt; undefined: the other two govern. */
	attemptMs?: number;
}

export interface CooldownSettings {
	/** Consecutive failures that open the breaker, at least 1. */
	allowedFails: number;
	/** 0 turns cooldown off. */
	cooldownMs: number;
}

/** USD per million tokens, set by the user; over the catalogue's. */
export interface Prices {
	inputPerMillion: number;
	outputPerMillion: number;
	/** Unset: as input. */
	cachedInputPerMillion?: number;
	/** Unset: as input. */
	cacheWritePerMillion?: number;
}

/** One model behind one endpoint with one credential. */
export interface Deployment {
	/** Identity in the state store: hash of provider, base URL, model and key. The same in all groups. */
	readonly id: string;
	/** What people read: `provider/model`, made unique inside its group. */
	readonly name: string;
	readonly provider: ProviderName;
	readonly endpoint: Endpoint;
	readonly model: string;
	/** 1 is tried first. */
	readonly priority: number;
	/** Share of the load among equals, above 0. */
	readonly weight: number;
	readonly locality: Locality;
	readonly limits: Limits;
	readonly timeouts: Timeouts;
	/** Retries on this deployment in one call. */
	readonly retries: number;
	readonly cooldown: CooldownSettings;
	readonly prices?: Prices;
	/** How long a call waits for this one while it is full before it looks at lower priorities. */
	readonly patienceMs: number;
	/** Tokens, as the user says; absent: others are asked (the price catalogue, Ollama). */
	readonly contextWindow?: number;
	/** As the user says; what is absent here others are asked for. */
	readonly supports: Capabilities;
}

/** What happens when a stream breaks after the user has seen a part of the answer. */
export type MidStreamFailure = 'error' | 'continue';

export interface ModelGroup {
	readonly name: string;
	readonly strategy: Strategy;
	/**
	 * In the order of the configuration, at least one. Those of the groups named in `fallbacks` follow, with priorities
	 * beyond the group's own; a deployment that stands in several of them stands here once, at its first place.
	 */
	readonly deployments: readonly Deployment[];
	/** Of the groups named in `contextWindowFallbacks`: for calls that are too long for all the others. */
	readonly longCallDeployments: readonly Deployment[];
	/** Attempts in one call, all deployments together. */
	readonly maxAttempts: number;
	/** Time the call may take, time in line not counted. */
	readonly deadlineMs: number;
	readonly maxQueueWaitMs: number;
	readonly midStreamFailure: MidStreamFailure;
	/** A content policy refusal goes to the next deployment. */
	readonly failoverOnRefusal: boolean;
	readonly localOnly: boolean;
}

export interface RouterConfig {
	readonly groups: ReadonlyMap<string, ModelGroup>;
}
