import type { ModelPrice, PriceCalculation } from '@pydantic/genai-prices';
import type { ProviderName } from '../types/deployment';
import type { UnitPrices } from '../types/routing';
import type { ContextWindowRequest, Priced, PriceRequest } from './price-request';
import type { TokenCounts } from './count-tokens';
import { findPriceList } from './price-list';

/** Published prices: the data and the rules (dates, context tiers) of `@pydantic/genai-prices`. */
export interface Catalogue {
	price(request: PriceRequest, tokens: TokenCounts | undefined): Priced;
	contextWindow(request: ContextWindowRequest): number | undefined;
}

/** Reads the price data, about 50 ms the first time in a process. */
export function loadCatalogue(): Catalogue {
	// Not an import: n8n requires every node file at start, and most starts never price anything.
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const library = require('@pydantic/genai-prices') as typeof import('@pydantic/genai-prices');
	const findByUrl = (providerApiUrl: string) => library.findProvider({ providerApiUrl });
	const priceListOf = remembered((provider: ProviderName, baseUrl: string) =>
		findPriceList(provider, baseUrl, findByUrl),
	);

	function look(
		request: ContextWindowRequest & { servedModel?: string },
		tokens: TokenCounts,
		atMs: number,
	): PriceCalculation | undefined {
		const providerId = priceListOf(request.provider, request.baseUrl);
		if (!providerId) return undefined;
		for (const model of namesToTry(providerId, request)) {
			const found = library.calcPrice(toLibraryUsage(tokens), model, { providerId, timestamp: new Date(atMs) });
			if (found) return found;
		}
		return undefined;
	}

	return {
		price(request, tokens) {
			// Without counts the rates are still worth reporting; the lowest context tier is assumed.
			const found = quietly(() => look(request, tokens ?? NO_TOKENS, request.atMs));
			if (!found) return {};
			const unitPrices = unitPricesOf(found, tokens?.input ?? 0);
			if (!unitPrices) return {};
			return tokens ? { costUsd: found.total_price, unitPrices } : { unitPrices };
		},
		contextWindow(request) {
			if (WITHOUT_WINDOWS.has(priceListOf(request.provider, request.baseUrl) ?? '')) return undefined;
			return quietly(() => look(request, NO_TOKENS, Date.now()))?.model.context_window;
		},
	};
}

/**
 * Their windows would refuse calls that fit. On Azure, `gpt-4` is whatever the user called so, which may take 16 times as much;
 * DeepSeek's names stand for its newest models, which take more than those that the catalogue knows.
 */
const WITHOUT_WINDOWS = new Set(['azure', 'deepseek']);

/** More endpoints than anyone has. */
const MAX_REMEMBERED = 200;

/** Looking an address up tries every service's pattern, and a process has few addresses. */
function remembered(find: (provider: ProviderName, baseUrl: string) => string | undefined): typeof find {
	const found = new Map<string, string | undefined>();
	return (provider, baseUrl) => {
		const key = `${provider} ${baseUrl}`;
		if (!found.has(key)) {
			if (found.size === MAX_REMEMBERED) found.clear();
			found.set(key, find(provider, baseUrl));
		}
		return found.get(key);
	};
}

const NO_TOKENS: TokenCounts = { input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** The library's `input_tokens` include cached and cache-write tokens, and its output reasoning tokens, as ours do. */
function toLibraryUsage(tokens: TokenCounts): Record<string, number> {
	return {
		input_tokens: tokens.input,
		cache_read_tokens: tokens.cached,
		cache_write_tokens: tokens.cacheWrite,
		output_tokens: tokens.output,
		output_reasoning_tokens: tokens.reasoning,
	};
}

/** On Azure the requested name is whatever the user called the deployment, so the served model knows better. */
function namesToTry(providerId: string, { model, servedModel }: { model: string; servedModel?: string }): string[] {
	if (!servedModel || servedModel === model) return [model];
	return providerId === 'azure' ? [servedModel, model] : [model, servedModel];
}

/**
 * undefined when the catalogue lists the model without a price for its text tokens. Only a name that ends in
 * `:free` says of itself that it costs nothing.
 */
function unitPricesOf({ model, model_price: price }: PriceCalculation, inputTokens: number): UnitPrices | undefined {
	const free = model.id.endsWith(':free') ? 0 : undefined;
	const inputPerMillion = rateAt(price['input_mtok'], inputTokens) ?? free;
	const outputPerMillion = rateAt(price['output_mtok'], inputTokens) ?? free;
	if (inputPerMillion === undefined || outputPerMillion === undefined) return undefined;
	return {
		inputPerMillion,
		outputPerMillion,
		cachedInputPerMillion: rateAt(price['cache_read_mtok'], inputTokens) ?? inputPerMillion,
		cacheWritePerMillion: rateAt(price['cache_write_mtok'], inputTokens) ?? inputPerMillion,
		source: 'catalogue',
	};
}

/** A context tier applies to the whole request as soon as its input exceeds `start`: the library's own rule. */
function rateAt(rate: ModelPrice[string], inputTokens: number): number | undefined {
	if (typeof rate !== 'object') return rate;
	return [...rate.tiers]
		.sort((a, b) => a.start - b.start)
		.reduce((applied, tier) => (inputTokens > tier.start ? tier.price : applied), rate.base);
}

/** Bookkeeping never breaks an answer: data the library rejects is a price we do not know. */
function quietly<T>(look: () => T | undefined): T | undefined {
	try {
		return look();
	} catch {
		return undefined;
	}
}
