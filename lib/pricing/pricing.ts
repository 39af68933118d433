import { setImmediate as nextTurn } from 'node:timers/promises';
import { PROVIDER_TRAITS } from '../providers/traits';
import type { ProviderName } from '../types/deployment';
import { loadCatalogue, type Catalogue } from './catalogue';
import { countTokens } from './count-tokens';
import { priceFromDeployment } from './deployment-prices';
import type { ContextWindowRequest, Priced, PriceRequest } from './price-request';

export type { ContextWindowRequest, Priced, PriceRequest };

export interface Pricing {
	/**
	 * The cost of one attempt. The deployment's own prices come first, then 0 for a local deployment, then
	 * the catalogue. Every token is billed once: cached and cache-write tokens are parts of the input,
	 * reasoning tokens a part of the output. List prices only: no batch or priority tiers, and cache writes
	 * at their five-minute rate. Never throws.
	 */
	price(request: PriceRequest): Priced;
	/** Tokens, input and output together, as the catalogue knows them; undefined when it does not. */
	contextWindow(request: ContextWindowRequest): number | undefined;
	/**
	 * Loads the price data (about 50 ms of CPU, once per process) ahead of the first use. Call it when the
	 * first request is on its way, so that the load hides behind the wait for the provider; without it the
	 * first `price` loads on the spot.
	 */
	warm(): Promise<void>;
}

export function createPricing(): Pricing {
	let loaded: Catalogue | undefined;
	const catalogue = () => (loaded ??= loadCatalogue());

	return {
		price(request) {
			const tokens = countTokens(request.usage);
			if (request.prices) return priceFromDeployment(request.prices, tokens);
			if (request.locality === 'local') {
				return { costUsd: 0, unitPrices: { inputPerMillion: 0, outputPerMillion: 0, source: 'local' } };
			}
			if (hasNoPriceList(request.provider)) return {};
			return catalogue().price(request, tokens);
		},
		contextWindow(request) {
			return hasNoPriceList(request.provider) ? undefined : catalogue().contextWindow(request);
		},
		async warm() {
			await nextTurn();
			catalogue();
		},
	};
}

function hasNoPriceList(provider: ProviderName): boolean {
	return PROVIDER_TRAITS[provider].priceList === 'none';
}
