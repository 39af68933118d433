import type { Provider } from '../providers/provider';
import type { Deployment, ProviderName } from '../types/deployment';

/**
 * Loads the SDKs of deployments with RPM or TPM before a grant is asked for. Windows count from the grant, with a
 * quarter of a second for the way to the provider: an SDK that loads on this way would bring the first requests so
 * late that the window which begins with them holds too many. Without limits an SDK is loaded when it is needed.
 */
export async function warmLimited(
	providers: Record<ProviderName, Provider>,
	deployments: readonly Deployment[],
): Promise<void> {
	const limited = deployments.filter(({ limits }) => limits.rpm !== undefined || limits.tpm !== undefined);
	if (limited.length === 0) return;
	const names = new Set(limited.map(({ provider }) => provider));
	// A failure shows at the attempt.
	await Promise.allSettled([...names].map(async (name) => await providers[name].warm?.()));
}
