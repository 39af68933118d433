import { type Failure, ProviderFailure } from '../../types/failure';
import { isRecord } from './error-answer';

/** No request was sent when one of these is the cause; what people read is beside it. */
const NOT_CONNECTED: ReadonlyMap<string, string> = new Map(
	Object.entries({
		ECONNREFUSED: 'the connection was refused',
		ENOTFOUND: 'the host name was not found',
		EAI_AGAIN: 'the name server did not answer',
		EAI_FAIL: 'the name server failed',
		EHOSTUNREACH: 'the host cannot be reached',
		EHOSTDOWN: 'the host is down',
		ENETUNREACH: 'the network cannot be reached',
		ENETDOWN: 'the network is down',
		EADDRNOTAVAIL: 'no local address is free',
		UND_ERR_CONNECT_TIMEOUT: 'connecting took too long',
		ERR_INVALID_URL: 'the address is no URL',
		EPROTO: 'TLS failed',
	}),
);

/** OpenSSL's and Node's names for refused certificates and failed handshakes. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/;

/** Node's words for a connection that ended while TLS was still being agreed on; the code is ECONNRESET. */
const BEFORE_TLS = /before secure TLS connection/i;

/** The request was, or may have been, on its way when one of these came. */
const BROKEN_OFF: ReadonlyMap<string, string> = new Map(
	Object.entries({
		ECONNRESET: 'the connection was reset',
		ECONNABORTED: 'the connection was aborted',
		EPIPE: 'the connection was closed',
		ETIMEDOUT: 'the connection timed out',
		UND_ERR_SOCKET: 'the connection was closed',
		UND_ERR_ABORTED: 'the connection was aborted',
	}),
);

/** undici refuses such headers itself (`Transfer-Encoding`, `Expect`, a `Content-Length` that is not true). */
const UNSENDABLE = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);

interface Cause {
	name?: unknown;
	code?: string;
	syscall?: string;
	message: string;
}

/**
 * The failure behind something thrown by fetch, undici or an SDK before a whole answer was there.
 * Looks through `cause` chains and aggregate errors (one per address tried) for the error code.
 * `host` is only for the message.
 */
export function networkFailure(error: unknown, context: { signal: AbortSignal; host: string }): Failure {
	if (context.signal.aborted) return cancelledFailure(true);
	const own = ownFailure(error);
	if (own) return own;
	const causes = causesOf(error);
	for (const cause of causes) {
		const reason = notConnected(cause);
		if (reason !== undefined) {
			return {
				kind: 'connection',
				message: `No connection to ${context.host}: ${reason} (${cause.code}).`,
				reached: false,
			};
		}
	}
	// The Fetch standard's blocked ports; undici gives no code.
	if (causes.some(({ message }) => message === 'bad port')) {
		return {
			kind: 'connection',
			message: `No connection to ${context.host}: its port is one that HTTP clients refuse to use.`,
			reached: false,
		};
	}
	if (causes.some(({ code }) => code !== undefined && UNSENDABLE.has(code))) {
		return {
			kind: 'access',
			message: `Nothing was sent to ${context.host}: one of the custom headers is not for clients to set.`,
			reached: false,
		};
	}
	const code = causes.find((cause) => cause.code !== undefined)?.code;
	const reason = (code === undefined ? undefined : BROKEN_OFF.get(code)) ?? reasonByMessage(causes);
	return {
		kind: 'server',
		message: `${context.host} broke off: ${reason}${code === undefined ? '' : ` (${code})`}.`,
		reached: true,
	};
}

/** `reached: false` only when the signal was aborted before anything was sent. */
export function cancelledFailure(reached: boolean): Failure {
	return { kind: 'cancelled', message: 'The request was cancelled.', reached };
}

/** Host and port of a base URL, for messages: no path, no user, no password. */
export function hostOf(baseUrl: string): string {
	return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'the provider';
}

function notConnected({ code, syscall, message }: Cause): string | undefined {
	if (code === undefined) return undefined;
	if (code === 'ETIMEDOUT' && syscall === 'connect') return 'connecting took too long';
	if (code === 'ECONNRESET' && (syscall === 'connect' || BEFORE_TLS.test(message)))
		return 'the server hung up while connecting';
	if (TLS_CODE.test(code)) return 'TLS failed';
	return NOT_CONNECTED.get(code);
}

/** Messages of unknown errors are not shown: nobody knows what they quote. */
function reasonByMessage(causes: readonly Cause[]): string {
	const isParser = causes.some(({ name, code }) => name === 'HTTPParserError' || code?.startsWith('HPE_'));
	return isParser ? 'it does not speak HTTP' : 'the answer ended before it was complete';
}

/** A failure of ours that an SDK has wrapped. */
function ownFailure(error: unknown, depth = 0): Failure | undefined {
	if (error instanceof ProviderFailure) return error.failure;
	return isRecord(error) && depth < 8 ? ownFailure(error.cause, depth + 1) : undefined;
}

/** All causes, outermost first; the depth is bounded since a chain may be a ring. */
function causesOf(error: unknown, depth = 0): Cause[] {
	if (!isRecord(error) || depth > 8) return [];
	const own: Cause = {
		name: error.name,
		code: typeof error.code === 'string' ? error.code : undefined,
		syscall: typeof error.syscall === 'string' ? error.syscall : undefined,
		message: typeof error.message === 'string' ? error.message : '',
	};
	const inner = Array.isArray(error.errors) ? error.errors : [];
	return [own, ...[error.cause, ...inner].flatMap((cause) => causesOf(cause, depth + 1))];
}
