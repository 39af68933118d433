/** A message could not be published, or the server not be asked. One sentence without full stop that says what to do; no secret is in it. */
export class NtfyError extends Error {
	constructor(
		message: string,
		/** The server may do better the next time. */
		readonly mayPass: boolean,
		/** Absent: there was no answer. */
		readonly status?: number,
		/** How long the server asks us to wait. */
		readonly retryAfterMs?: number,
	) {
		super(message);
		this.name = 'NtfyError';
	}
}

export function ofStatus(status: number, retryAfterMs?: number): NtfyError {
	return new NtfyError(`ntfy ${meaningOf(status)}`, status === 429 || status >= 500, status, retryAfterMs);
}

function meaningOf(status: number): string {
	switch (status) {
		case 401:
			return 'does not know this token, or user and password (401); correct the credential';
		case 403:
			return 'does not let this credential, or none, use the topic (403); choose another topic, or give a credential that may';
		case 404:
			return 'is not at this address (404); check the server URL of the credential';
		case 413:
			return 'takes no attachment of this size (413); leave the chart out';
		case 429:
			return 'has had enough messages for now (429); try again later, or use a server of your own';
		default:
			if (status >= 300 && status < 400) return `sends us elsewhere (${status}); give the address it moved to as the server URL`;
			return status >= 500 ? `has a fault of its own (${status}); see its log` : `does not accept the message (${status})`;
	}
}

const MEANINGS: ReadonlyArray<readonly [RegExp, string]> = [
	[/ECONNREFUSED/, 'nothing listens at its address; check the server URL of the credential, and that ntfy runs'],
	[/ENOTFOUND|EAI_AGAIN/, 'its host is not known; check the server URL of the credential'],
	[/EHOSTUNREACH|ENETUNREACH/, 'it cannot be reached; check the network'],
	[/timeout|TimeoutError|ETIMEDOUT/i, 'there was no answer within 10 s; check the server URL of the credential'],
	[/certificate|self.signed|altname/i, 'its certificate is not trusted; give it one that is, or use http:// at home'],
	[/wrong version number|packet length too long|SSL|TLS/i, 'it does not speak TLS there; begin the server URL with http://'],
];

/** Of a request that got no answer. */
export function ofNetwork(error: unknown): NtfyError {
	const text = chainOf(error).join(' ');
	const meaning = MEANINGS.find(([sign]) => sign.test(text))?.[1] ?? 'the connection broke; try again';
	return new NtfyError(`ntfy cannot be reached: ${meaning}`, true);
}

/** All that an error and its causes say. Not by `instanceof Error`: errors of Node's own modules belong to another realm where code runs in a `vm` context. */
function chainOf(error: unknown): string[] {
	if (typeof error !== 'object' || error === null) return [String(error)];
	const { name, message, code, errors, cause } = error as Record<string, unknown>;
	const inner = [...(Array.isArray(errors) ? (errors as unknown[]) : []), ...(cause === undefined ? [] : [cause])];
	return [name, message, code].filter((text) => typeof text === 'string').concat(inner.flatMap(chainOf)) as string[];
}
