/** Names, separated by commas or spaces, that the owner of the instance lets Model Groups texts read. Default: none. */
const ALLOWED_NAMES = 'ROUTED_LLM_ALLOWED_ENV';

/** Reads environment variables that are allowed by name, and no others, whatever a text asks for. */
export function allowedEnvironment(environment: NodeJS.ProcessEnv): (name: string) => string | undefined {
	const allowed = new Set((environment[ALLOWED_NAMES] ?? '').split(/[\s,]+/).filter((name) => name !== ''));
	return (name) => (allowed.has(name) ? environment[name] : undefined);
}
