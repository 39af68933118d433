/**
 * Takes from an SDK's client the headers that it found in the process's environment (`OPENAI_CUSTOM_HEADERS`,
 * `ANTHROPIC_CUSTOM_HEADERS`): they would go to the servers of every credential, and no option of the SDKs keeps them out.
 * The SDKs make each request from these options; a test with all their variables set notices when one no longer does.
 */
export function useOnlyOwnHeaders(client: object, headers: Readonly<Record<string, string | null>>): void {
	const { _options: options } = client as { _options?: { defaultHeaders?: unknown } };
	if (options !== undefined) options.defaultHeaders = headers;
}
