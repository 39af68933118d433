import { guarded } from '../guarded';
import type { Priced, Pricing } from '../pricing/pricing';
import type { TokenUsage } from '../types/chat';
import type { Deployment } from '../types/deployment';

/**
 * What usage costs on a deployment at `atMs` (epoch milliseconds). No fault of a price list changes an answer: a cost that
 * cannot be had, or that is no finite amount from 0 up, is unknown.
 */
export function priceOf(
	pricing: Pricing,
	{ provider, endpoint, model, locality, prices }: Deployment,
	usage: TokenUsage,
	atMs: number,
	servedModel?: string,
): Priced {
	const price = guarded('the price of an attempt', () =>
		pricing.price({ provider, baseUrl: endpoint.baseUrl, model, servedModel, locality, prices, usage, atMs }),
	);
	const { costUsd, unitPrices } = price() ?? {};
	return { costUsd: isAmount(costUsd) ? costUsd : undefined, unitPrices };
}

function isAmount(usd: number | undefined): usd is number {
	return usd !== undefined && Number.isFinite(usd) && usd >= 0;
}
