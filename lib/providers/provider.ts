import type { ModelDetails } from '../policy/abilities';
import type { GenerationSettings, Message, ProviderEvent } from '../types/chat';
import type { Endpoint } from '../types/deployment';

/** One attempt's request, in our vocabulary. */
export interface ProviderCall {
	endpoint: Endpoint;
	model: string;
	messages: readonly Message[];
	settings: GenerationSettings;
	/** Aborts the HTTP request at once, whatever stage it is in, also before the headers have come. */
	signal: AbortSignal;
	/**
	 * Told false while a connection is being made and true as soon as the request goes out on it, so that an attempt given
	 * up before is not billed. Never told: nobody knows, and it counts as sent.
	 */
	onReach?: (reached: boolean) => void;
}

/**
 * A vendor's API as the router needs it. Adapters hold no state but their HTTP connections and what a server was found to
 * refuse, and know nothing of retries, timeouts or other deployments: one `stream` is exactly one HTTP request, and every
 * failure is thrown as a `ProviderFailure`, classified, with no key, header or prompt in its message. When `signal`
 * aborts, the failure's kind is `cancelled`.
 *
 * There are three exceptions to the one request, each after a refusal that costs no tokens: an OpenAI-compatible server that
 * rejects `stream_options`, an OpenAI or compatible model that rejects `reasoning_effort`, and an Ollama model that rejects
 * `think`, get one more without it. That is remembered for endpoint and model, and calls that begin meanwhile wait up to 1 s for it, so that it happens once a process.
 */
export interface Provider {
	/** Streams one answer. Ends after `finish`; a stream that ends before it throws `server` (premature end). */
	stream(call: ProviderCall): AsyncIterable<ProviderEvent>;
	/** Names of the models the endpoint offers, sorted. Free of charge. */
	listModels(endpoint: Endpoint, signal: AbortSignal): Promise<string[]>;
	/** A free sign of life of a local server; absent where a provider has none. Throws `ProviderFailure`. */
	probe?(endpoint: Endpoint, signal: AbortSignal): Promise<void>;
	/**
	 * What the endpoint says of a model; what it does not say is absent. Free of charge; absent where a provider tells nothing.
	 * Throws `ProviderFailure`.
	 */
	describeModel?(endpoint: Endpoint, model: string, signal: AbortSignal): Promise<ModelDetails>;
	/** Loads ahead what the first request would have to load first (an SDK: 0.1 s, on small machines 1 s). Doing without it costs only time. */
	warm?(): Promise<void>;
}
