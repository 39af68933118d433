import type { Clock } from '../../clock';
import { retryAfterMs } from '../../policy/retry-after';
import { withoutTrailingSlashes } from '../../without-trailing-slashes';
import { NtfyError, ofNetwork, ofStatus } from './ntfy-error';
import { readAnswer } from './read-answer';

export interface NtfySettings {
	/** Of the server, a path included where it has one. */
	baseUrl: string;
	login: { kind: 'none' } | { kind: 'token'; token: string } | { kind: 'user'; user: string; password: string };
}

export interface NtfyRequest {
	method: 'GET' | 'POST' | 'PUT';
	/** Below the server's base URL; begins with a slash. */
	path: string;
	headers: Record<string, string>;
	body?: string | Uint8Array;
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * One request, with the login, answered within 10 s. It follows no redirect, which would carry the login to an address that nobody entered.
 * @returns the fields of the answer; none when it is no JSON object
 * @throws NtfyError, or the signal's reason
 */
export async function askNtfy(
	{ baseUrl, login }: NtfySettings,
	{ method, path, headers, body }: NtfyRequest,
	{ clock, signal }: { clock: Clock; signal?: AbortSignal },
): Promise<Readonly<Record<string, unknown>>> {
	signal?.throwIfAborted();
	const late = new AbortController();
	const cancelTimer = clock.after(ANSWER_WITHIN_MS, () =>
		late.abort(new DOMException('no answer in time', 'TimeoutError')),
	);
	try {
		const response = await fetch(withoutTrailingSlashes(baseUrl) + path, {
			method,
			headers: { ...headers, ...authorizationOf(login) },
			// A copy, since fetch wants bytes that nobody else shares.
			body: typeof body === 'object' ? new Uint8Array(body) : body,
			redirect: 'manual',
			signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
		});
		const answer = fieldsOf(await readAnswer(response, clock));
		if (response.ok) return answer;
		const code = typeof answer.code === 'number' ? answer.code : undefined;
		throw ofStatus(response.status, { code, retryAfterMs: retryAfterMs(response.headers, clock.wallMs()) });
	} catch (error) {
		signal?.throwIfAborted();
		throw error instanceof NtfyError ? error : ofNetwork(error);
	} finally {
		cancelTimer();
	}
}

function authorizationOf(login: NtfySettings['login']): Record<string, string> {
	switch (login.kind) {
		case 'none':
			return {};
		case 'token':
			return { authorization: `Bearer ${login.token}` };
		case 'user':
			return { authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')}` };
	}
}

function fieldsOf(text: string): Record<string, unknown> {
	try {
		const json: unknown = JSON.parse(text);
		return typeof json === 'object' && json !== null ? { ...json } : {};
	} catch {
		return {};
	}
}
