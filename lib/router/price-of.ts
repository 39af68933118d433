import type { Priced, Pricing } from '../pricing/pricing';
import type { TokenUsage } from '../types/chat';
import type { Deployment } from '../types/deployment';

/** What usage costs on a deployment at `atMs` (epoch milliseconds). */
export function priceOf(
	pricing: Pricing,
	{ provider, endpoint, model, locality, prices }: Deployment,
	usage: TokenUsage,
	atMs: number,
	servedModel?: string,
): Priced {
	return pricing.price({ provider, baseUrl: endpoint.baseUrl, model, servedModel, locality, prices, usage, atMs });
}
