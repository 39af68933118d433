import { isRecord } from './error-answer';
import { unsupported } from './unsendable';

const MAX_REASON_LENGTH = 200;

/**
 * Loads a library at the first call and keeps it. A load that fails is tried anew by the next call; it throws
 * `unsupported`, since only the deployments that need the library cannot be asked.
 */
export function loadOnce<T>(library: string, load: () => Promise<T>): () => Promise<T> {
	let loading: Promise<T> | undefined;
	const begin = async (): Promise<T> => {
		try {
			return await load();
		} catch (error) {
			loading = undefined;
			throw unsupported(`The ${library} library could not be loaded: ${reasonOf(error)}`);
		}
	};
	return async () => await (loading ??= begin());
}

/** Node adds to the first line who required what. */
function reasonOf(error: unknown): string {
	const [line = ''] = isRecord(error) && typeof error.message === 'string' ? error.message.split('\n') : [];
	return line.slice(0, MAX_REASON_LENGTH) || 'no reason was given.';
}
