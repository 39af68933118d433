import type { Prices } from '../types/deployment';
import type { Priced } from './price-request';
import type { TokenCounts } from './count-tokens';

/** Prices the user set on the deployment. What is not set for cached and cache-write tokens costs as input. */
export function priceFromDeployment(prices: Prices, tokens: TokenCounts | undefined): Priced {
	const { inputPerMillion, outputPerMillion } = prices;
	const { cachedInputPerMillion = inputPerMillion, cacheWritePerMillion = inputPerMillion } = prices;
	const unitPrices = {
		inputPerMillion,
		outputPerMillion,
		cachedInputPerMillion,
		cacheWritePerMillion,
		source: 'deployment' as const,
	};
	if (!tokens) return { unitPrices };
	const plainInput = tokens.input - tokens.cached - tokens.cacheWrite;
	const millionths =
		plainInput * inputPerMillion +
		tokens.cached * cachedInputPerMillion +
		tokens.cacheWrite * cacheWritePerMillion +
		tokens.output * outputPerMillion;
	return { costUsd: millionths / 1e6, unitPrices };
}
