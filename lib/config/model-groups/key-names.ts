/** What people write where a server wants some key but checks none. In lower case. */
const NO_KEYS: ReadonlySet<string> = new Set([
	'',
	'none',
	'null',
	'nil',
	'empty',
	'dummy',
	'dummy-key',
	'fake',
	'fake-key',
	'my-fake-key',
	'not-needed',
	'not-required',
	'not-used',
	'unused',
	'no-key',
	'no-key-needed',
	'no-key-required',
	'anything',
	'any',
	'placeholder',
	'ollama',
	'lm-studio',
	'lmstudio',
	'vllm',
	'llama.cpp',
	'sk-1234',
	'sk-no-key-required',
]);

/** Headers that name a version, an application or a kind of content. In lower case. */
const PLAIN_HEADERS: ReadonlySet<string> = new Set([
	'accept',
	'accept-language',
	'anthropic-beta',
	'anthropic-version',
	'api-version',
	'content-type',
	'http-referer',
	'openai-beta',
	'openai-organization',
	'openai-project',
	'referer',
	'user-agent',
	'x-title',
]);

/** The value stands where a key could, and is plainly none. */
export function isPlainlyNoKey(value: string): boolean {
	const word = value.trim().toLowerCase().replaceAll('_', '-').replaceAll(' ', '-');
	return NO_KEYS.has(word) || /^(sk-)?x+(\.\.\.)?$/.test(word) || /^(sk-)?\.\.\.$/.test(word);
}

/** A header of that name holds no key. */
export function isPlainHeader(name: string): boolean {
	return PLAIN_HEADERS.has(name.toLowerCase());
}

const BY_PROVIDER: Readonly<Record<string, string>> = {
	openai: 'OPENAI_API_KEY',
	anthropic: 'ANTHROPIC_API_KEY',
	ollama: 'OLLAMA_API_KEY',
};

/** Of the domain name system; longer ones are none. */
const MAX_HOST_LENGTH = 253;

/** `OPENAI_API_KEY`; for a compatible server the name of its host, `GROQ_API_KEY` for `api.groq.com`, if it has one. */
export function nameForDeploymentKey(provider: unknown, baseUrl: unknown): string {
	const known =
		typeof provider === 'string' && Object.hasOwn(BY_PROVIDER, provider) ? BY_PROVIDER[provider] : undefined;
	if (known !== undefined) return known;
	const host = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
	const domain = /([a-z][a-z0-9-]*)\.[a-z]{2,}$/.exec(host.slice(-MAX_HOST_LENGTH))?.[1];
	return domain === undefined ? 'LLM_API_KEY' : `${asName(domain)}_API_KEY`;
}

/** `X_API_KEY` for the header `x-api-key`. */
export function nameForHeader(header: string): string {
	const name = asName(header);
	return /^[A-Z]/.test(name) ? name : `HEADER_${name}`;
}

function asName(text: string): string {
	return text.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}
