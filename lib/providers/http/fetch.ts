import type { Agent, Dispatcher } from 'undici';
import { loadOnce } from './load-once';

/** TCP and TLS together; a dead host is given up after this. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** The longest that a Node.js timer takes (24.8 days), for SDKs that insist on a timeout: the router owns them all. */
export const NO_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * How the shared connections behave. Headers and body may take as long as they like, since the router owns
 * every timeout (Node's own fetch gives up after 300 s of silence, too soon for a large local model).
 */
export const AGENT_OPTIONS = {
	headersTimeout: 0,
	bodyTimeout: 0,
	connect: { timeout: CONNECT_TIMEOUT_MS },
	/** One request a connection and as many connections as there are requests: a long answer holds up nobody. */
	pipelining: 1,
	/**
	 * Below the 5 s after which uvicorn (vLLM and most Python servers) closes idle connections: a later
	 * request on such a connection would be a reset. Servers that say how long they keep one may say more.
	 */
	keepAliveTimeout: 4_000,
	keepAliveMaxTimeout: 60_000,
	/** An HTTP/2 session is shared: one that stalls would stall every answer on it. */
	allowH2: false,
} as const satisfies Agent.Options;

/** What an SDK hands to fetch, and what rides along for us. */
export interface ProviderRequestInit extends RequestInit {
	/** Told false while there is no connection yet, and true as soon as the request goes out on one. */
	onReach?: (reached: boolean) => void;
}

/** A fetch with connections of its own, for handing to a vendor's SDK. */
export interface ProviderFetch {
	fetch: (input: Parameters<typeof globalThis.fetch>[0], init?: ProviderRequestInit) => Promise<Response>;
	/** Loads undici ahead of the first request. */
	warm(): Promise<void>;
	/** Ends its connections at once. Its fetch opens new ones when used again. */
	close(): Promise<void>;
}

/**
 * Makes a fetch that
 * - never times out by itself but while connecting,
 * - ends at once when its signal aborts, whatever stage the request is in,
 * - follows no redirects: they would carry keys in headers to an address nobody configured.
 *
 * undici's fetch goes with undici's Agent: the one built into Node rejects an Agent of another version.
 */
export function createProviderFetch(options: Agent.Options = AGENT_OPTIONS): ProviderFetch {
	let agent: Agent | undefined;
	return {
		async fetch(input, { onReach, ...init } = {}) {
			const undici = await loadUndici();
			agent ??= new undici.Agent(options);
			onReach?.(false);
			const dispatcher = onReach === undefined ? agent : tellingStart(agent, () => onReach(true));
			// The same standard in two declarations: undici's types and those of the platform.
			const send = undici.fetch as unknown as typeof globalThis.fetch;
			return await send(input, { ...init, redirect: 'manual', dispatcher } as RequestInit);
		},
		async warm() {
			await loadUndici();
		},
		async close() {
			const closing = agent;
			agent = undefined;
			await closing?.destroy();
		},
	};
}

/**
 * The agent, telling of one request's start: undici starts a request when its connection is made, TLS included, and then writes at
 * once. `agent.compose` does the same through a Proxy, made anew for every request.
 */
function tellingStart(agent: Agent, onStart: () => void): Pick<Dispatcher, 'dispatch'> {
	return {
		dispatch: (options, handler) =>
			agent.dispatch(options, {
				...handler,
				onRequestStart(controller, context) {
					onStart();
					handler.onRequestStart?.call(this, controller, context);
				},
			}),
	};
}

const loadUndici = loadOnce('undici', async () => await import('undici'));

/** Shared by all providers of this process: connections are kept and used again. */
const shared = createProviderFetch();

/** The fetch every SDK is given. Loads undici at the first request. */
export const providerFetch = shared.fetch;

/** Loads ahead what `providerFetch` needs. */
export const warmProviderFetch = shared.warm;

/** Ends all connections of `providerFetch`, for tests and shutdown. */
export const closeProviderConnections = shared.close;
