import type { Agent, buildConnector, Dispatcher } from 'undici';
import { MAX_ANSWER_BYTES } from '../../bounds';
import { boundDecoded } from './bound-decoded';
import { BoundedHandler } from './bounded-handler';
import { withFlatErrorBody } from './flat-error-body';
import { skipContinue } from './interim-answers';
import { loadOnce } from './load-once';
import { hostOf } from './network-failure';
import type { AnswerBounds } from './running-answers';

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
	/** The most that is read of the answer, decoded. Default 64 MB. */
	maxBytes?: number;
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
 * - follows no redirects: they would carry keys in headers to an address nobody configured,
 * - reads no more of an answer than `lib/bounds.ts` allows: beyond it, reading the body throws with a `ProviderFailure` as
 *   the cause; the body of an error status ends there, and has been read when fetch resolves.
 *
 * undici's fetch goes with undici's Agent: the one built into Node rejects an Agent of another version.
 */
export function createProviderFetch(options: Agent.Options = AGENT_OPTIONS): ProviderFetch {
	let agent: Agent | undefined;
	return {
		async fetch(input, { onReach, maxBytes = MAX_ANSWER_BYTES, ...init } = {}) {
			const undici = await loadUndici();
			agent ??= new undici.Agent({ ...options, connect: connectorOf(undici.buildConnector, options) });
			onReach?.(false);
			const bounds: AnswerBounds = {
				// Parsing an address takes longer than counting an answer, and the name is needed only where one is cut.
				get host() {
					return hostOf(addressOf(input));
				},
				maxBytes,
			};
			const dispatcher = boundedDispatcher(agent, bounds, onReach && (() => onReach(true)));
			// The same standard in two declarations: undici's types and those of the platform.
			const send = undici.fetch as unknown as typeof globalThis.fetch;
			const response = await send(input, { ...init, redirect: 'manual', dispatcher } as RequestInit);
			const bounded = boundDecoded(response, bounds);
			return bounded.ok ? bounded : await withFlatErrorBody(bounded);
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

function addressOf(input: Parameters<typeof globalThis.fetch>[0]): string {
	return typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
}

/**
 * The agent, with bounds on one request. undici starts a request when its connection is made, TLS included, and then writes
 * at once. `agent.compose` does the same through a Proxy, made anew for every request.
 */
function boundedDispatcher(
	agent: Agent,
	bounds: AnswerBounds,
	onStart: (() => void) | undefined,
): Pick<Dispatcher, 'dispatch'> {
	return { dispatch: (options, handler) => agent.dispatch(options, new BoundedHandler(handler, bounds, onStart)) };
}

/** As the agent's own. */
function connectorOf(build: typeof buildConnector, { connect, allowH2 }: Agent.Options): buildConnector.connector {
	const connector = typeof connect === 'function' ? connect : build({ allowH2, ...connect });
	return (target, callback) =>
		connector(target, (...[error, socket]) => {
			if (error !== null) return void callback(error, null);
			skipContinue(socket);
			callback(null, socket);
		});
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
