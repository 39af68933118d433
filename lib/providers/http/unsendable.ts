import type { Endpoint } from '../../types/deployment';
import { type FailureKind, ProviderFailure } from '../../types/failure';

/** What HTTP allows in a header's value (RFC 9110, 5.5); blanks and line breaks around it are cut off on sending. */
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const AROUND_VALUE = /^[\t\n\r ]+|[\t\n\r ]+$/g;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Throws when nothing can be sent to this endpoint at all: its key or a header has characters that no header may have
 * (`access`), or its base URL is no address (`connection`). Says which of them, and quotes none.
 */
export function assertSendable({ baseUrl, apiKey = '', headers }: Endpoint): void {
	if (!isHttpUrl(baseUrl)) throw unsent('connection', 'The base URL is no http or https address.');
	if (isForbidden(apiKey)) {
		throw unsent(
			'access',
			'The API key has characters that cannot be sent, such as a line break, an ellipsis (…) or a typographic quote (“): enter it again.',
		);
	}
	for (const [name, value] of Object.entries(headers)) {
		if (!HEADER_NAME.test(name))
			throw unsent('access', 'The name of a custom header has characters that cannot be sent.');
		if (isForbidden(value))
			throw unsent('access', 'The value of a custom header has characters that cannot be sent, such as a line break.');
	}
}

/** This deployment cannot take the request; another may. Nothing was sent. */
export function unsupported(message: string): ProviderFailure {
	return unsent('unsupported', message);
}

/** A library refused before anything was sent, for a reason that only it knows. */
export function notBuilt(): ProviderFailure {
	return unsupported('The request could not be built: look at the extra body and the custom headers.');
}

function unsent(kind: FailureKind, message: string): ProviderFailure {
	return new ProviderFailure({ kind, message, reached: false });
}

function isForbidden(value: string): boolean {
	return FORBIDDEN_IN_VALUE.test(value.replace(AROUND_VALUE, ''));
}

function isHttpUrl(text: string): boolean {
	return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
