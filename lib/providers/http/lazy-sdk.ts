import { warmProviderFetch } from './fetch';
import { loadOnce } from './load-once';

/** A vendor's SDK, loaded at the first request: that takes 0.1 s and 16 MB. */
export interface LazySdk<Loaded> {
	/** @throws ProviderFailure (`unsupported`) when it cannot be loaded; the next call tries again */
	load(): Promise<Loaded>;
	/** Loads ahead what the first request needs: the SDK, and our connections. */
	warm(): Promise<void>;
}

/** @param library its package's name, for the message of a failure */
export function lazySdk<Loaded>(library: string, importSdk: () => Promise<Loaded>): LazySdk<Loaded> {
	const load = loadOnce(library, importSdk);
	return {
		load,
		async warm() {
			await Promise.all([load(), warmProviderFetch()]);
		},
	};
}
