import { systemClock, type Clock } from '../../clock';
import { retryAfterMs } from '../../policy/retry-after';
import { NtfyError, ofNetwork, ofStatus } from './ntfy-error';
import { toRequest, topicFault, type NtfyMessage, type NtfyRequest } from './ntfy-message';

export interface NtfySettings {
	/** Of the server, a path included where it has one. */
	baseUrl: string;
	login: { kind: 'none' } | { kind: 'token'; token: string } | { kind: 'user'; user: string; password: string };
}

export interface NtfyClient {
	/**
	 * Three tries in all, after pauses of 1 and 2 s or as long as the server asks, 30 s at most, where the next may go better. A server that takes no attachment
	 * gets the message without it.
	 * @throws NtfyError
	 */
	publish(message: NtfyMessage, signal?: AbortSignal): Promise<{ attached: boolean }>;
	/**
	 * Whether the server is there and knows the login.
	 * @throws NtfyError
	 */
	check(signal?: AbortSignal): Promise<void>;
}

const TRIES = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const TRY_WITHIN_MS = 10_000;

/** A client of an ntfy server (docs.ntfy.sh). Keys never follow a redirect. */
export function createNtfyClient(settings: NtfySettings, { clock = systemClock }: { clock?: Clock } = {}): NtfyClient {
	const baseUrl = settings.baseUrl.replace(/\/+$/, '');
	const authorization = authorizationOf(settings.login);

	async function ask({ method, path, headers, body }: Omit<NtfyRequest, 'method' | 'body'> & { method: string; body?: NtfyRequest['body'] }, signal?: AbortSignal): Promise<Response> {
		const limit = AbortSignal.timeout(TRY_WITHIN_MS);
		let response: Response;
		try {
			response = await fetch(`${baseUrl}${path}`, {
				method,
				headers: { ...headers, ...(authorization !== undefined && { authorization }) },
				// A copy, since fetch wants bytes that nobody else shares.
				body: typeof body === 'object' ? new Uint8Array(body) : body,
				redirect: 'manual',
				signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
			});
			// The connection is free when the body is read; ntfy's are short.
			await response.arrayBuffer();
		} catch (error) {
			if (signal?.aborted) throw error;
			throw ofNetwork(error);
		}
		if (!response.ok) throw ofStatus(response.status, retryAfterMs(response.headers, clock.wallMs()));
		return response;
	}

	async function send(request: NtfyRequest, signal?: AbortSignal): Promise<void> {
		for (let tries = 1; ; tries++) {
			try {
				await ask(request, signal);
				return;
			} catch (error) {
				if (!(error instanceof NtfyError) || !error.mayPass || tries === TRIES) throw error;
				await pause(Math.min(Math.max(FIRST_PAUSE_MS * 2 ** (tries - 1), error.retryAfterMs ?? 0), LONGEST_PAUSE_MS), signal);
			}
		}
	}

	async function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		await new Promise<void>((resolve) => {
			const cancel = clock.after(delayMs, resolve);
			signal?.addEventListener('abort', () => (cancel(), resolve()), { once: true });
		});
		signal?.throwIfAborted();
	}

	return {
		async publish(message, signal) {
			const fault = topicFault(message.topic);
			if (fault !== undefined) throw new NtfyError(fault, false);
			try {
				await send(toRequest(message), signal);
				return { attached: message.attachment !== undefined };
			} catch (error) {
				const refused = error instanceof NtfyError && (error.status === 413 || error.status === 400);
				if (message.attachment === undefined || !refused) throw error;
				await send(toRequest({ ...message, attachment: undefined }), signal);
				return { attached: false };
			}
		},
		async check(signal) {
			const path = authorization === undefined ? '/v1/health' : '/v1/account';
			await ask({ method: 'GET', path, headers: {} }, signal);
		},
	};
}

function authorizationOf(login: NtfySettings['login']): string | undefined {
	switch (login.kind) {
		case 'none':
			return undefined;
		case 'token':
			return `Bearer ${login.token}`;
		case 'user':
			return `Basic ${Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')}`;
	}
}
