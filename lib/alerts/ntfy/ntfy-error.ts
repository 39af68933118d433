import { MAX_NTFY_ANSWER_BYTES } from '../../bounds';

export interface NtfyErrorFacts {
	/** The server may do better the next time; default false. */
	mayPass?: boolean;
	/** Without its attachment the message may be taken; default false. */
	refusesAttachment?: boolean;
	/** How long the server asks us to wait. */
	retryAfterMs?: number;
}

/** A message could not be published, or the server not be asked. One sentence without full stop that says what to do; no secret is in it. */
export class NtfyError extends Error {
	readonly mayPass: boolean;
	readonly refusesAttachment: boolean;
	readonly retryAfterMs?: number;

	constructor(message: string, { mayPass = false, refusesAttachment = false, retryAfterMs }: NtfyErrorFacts = {}) {
		super(message);
		this.name = 'NtfyError';
		this.mayPass = mayPass;
		this.refusesAttachment = refusesAttachment;
		this.retryAfterMs = retryAfterMs;
	}
}

/** @param code ntfy's own number, finer than the status; absent where something in front of it answered */
export function ofStatus(
	status: number,
	{ code, retryAfterMs }: { code?: number; retryAfterMs?: number } = {},
): NtfyError {
	return new NtfyError(`ntfy ${meaningOf(status, code)}`, {
		mayPass: status === 429 || status >= 500,
		refusesAttachment: status === 400 || status === 413 || code === ATTACHMENT_BANDWIDTH,
		retryAfterMs,
	});
}

/** Something else answers, as a page does in which people log in: nothing was published, whatever its status. */
export function notNtfy(): NtfyError {
	return new NtfyError(
		'What answers at the server URL of the credential is not ntfy; correct the URL, or let requests of n8n through to ntfy',
	);
}

/** No server of ntfy's answers at such length: something else does. */
export function answerTooLarge(): NtfyError {
	return new NtfyError(
		`ntfy cannot be reached: the answer at the server URL of the credential is larger than ${MAX_NTFY_ANSWER_BYTES / (1024 * 1024)} MB; check that URL`,
	);
}

/** ntfy's numbers, from its server/errors.go. */
const TOPIC_DISALLOWED = 40_010;
const ATTACHMENT_BANDWIDTH = 42_905;

function meaningOf(status: number, code: number | undefined): string {
	if (code === TOPIC_DISALLOWED) return 'keeps the name of this topic for itself (400); choose another topic';
	switch (status) {
		case 401:
			return 'does not know this token, or user and password (401); correct the credential';
		case 403:
			return 'does not let this credential, or none, use the topic (403); choose another topic, or give a credential that may';
		case 404:
			return 'is not at this address (404); check the server URL of the credential';
		case 413:
			return 'takes no message of this size (413); leave the chart out';
		case 429:
			return 'has had enough messages for now (429); try again later, or use a server of your own';
		default:
			if (status >= 300 && status < 400)
				return `sends us elsewhere (${status}); give the address it moved to as the server URL`;
			return status >= 500
				? `has a fault of its own (${status}); see its log`
				: `does not accept the message (${status})`;
	}
}

const MEANINGS: ReadonlyArray<readonly [RegExp, string]> = [
	[/ECONNREFUSED/, 'nothing listens at its address; check the server URL of the credential, and that ntfy runs'],
	[/ENOTFOUND|EAI_AGAIN/, 'its host is not known; check the server URL of the credential'],
	[/EHOSTUNREACH|ENETUNREACH/, 'it cannot be reached; check the network'],
	[/timeout|TimeoutError|ETIMEDOUT/i, 'there was no answer within 10 s; check the server URL of the credential'],
	[/certificate|self.signed|altname/i, 'its certificate is not trusted; give it one that is, or use http:// at home'],
	[
		/wrong version number|packet length too long|SSL|TLS/i,
		'it does not speak TLS there; begin the server URL with http://',
	],
];

/** Of a request that got no answer. */
export function ofNetwork(error: unknown): NtfyError {
	const text = chainOf(error).join(' ');
	const meaning = MEANINGS.find(([sign]) => sign.test(text))?.[1] ?? 'the connection broke; try again';
	return new NtfyError(`ntfy cannot be reached: ${meaning}`, { mayPass: true });
}

/** All that an error and its causes say. Not by `instanceof Error`: errors of Node's own modules belong to another realm where code runs in a `vm` context. */
function chainOf(error: unknown): string[] {
	if (typeof error !== 'object' || error === null) return [String(error)];
	const { name, message, code, errors, cause } = error as Record<string, unknown>;
	const inner = [...(Array.isArray(errors) ? (errors as unknown[]) : []), ...(cause === undefined ? [] : [cause])];
	return [name, message, code].filter((text) => typeof text === 'string').concat(inner.flatMap(chainOf)) as string[];
}
