import type { TokenUsage } from '../types/chat';
import type { Locality, Prices, ProviderName } from '../types/deployment';
import type { UnitPrices } from '../types/routing';

/** What one attempt used, and where. */
export interface PriceRequest {
	provider: ProviderName;
	baseUrl: string;
	/** As configured on the deployment. */
	model: string;
	/** As the provider named it; tried when the catalogue does not know `model`. */
	servedModel?: string;
	usage: TokenUsage;
	locality: Locality;
	/** The deployment's own, over everything else. */
	prices?: Prices;
	/** Epoch milliseconds of the request: prices change with dates. */
	atMs: number;
}

export interface Priced {
	/** USD. undefined: unpriced, because a price or a token count is unknown. Never 0 for want of knowledge. */
	costUsd?: number;
	/** The rates that applied, in USD per million tokens; absent when no price is known. */
	unitPrices?: UnitPrices;
}

export interface ContextWindowRequest {
	provider: ProviderName;
	baseUrl: string;
	model: string;
}
