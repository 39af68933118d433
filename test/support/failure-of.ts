import { type Failure, ProviderFailure } from '../../lib/types';

/** How an attempt failed. Throws where it did not, or where what it threw is no `ProviderFailure`. */
export async function failureOf(attempt: () => Promise<unknown>): Promise<Failure> {
	try {
		await attempt();
	} catch (error) {
		if (error instanceof ProviderFailure) return error.failure;
		throw error;
	}
	throw new Error('The attempt was to fail.');
}
