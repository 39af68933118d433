import { createPricing, type PriceRequest } from '../../../lib/pricing/pricing';
import type { TokenUsage } from '../../../lib/types';
import { PUBLISHED_PRICES, type PublishedPrice } from '../../fixtures/prices/published-prices';

const AT_MS = Date.UTC(2026, 6, 1);
const BASE_URLS = { openai: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com' };
const pricing = createPricing();

function request({ provider, model }: Pick<PublishedPrice, 'provider' | 'model'>, usage: TokenUsage): PriceRequest {
	return { provider, model, usage, baseUrl: BASE_URLS[provider], locality: 'cloud', atMs: AT_MS };
}

describe.each(PUBLISHED_PRICES)('a call to $model', (published) => {
	it('costs the published price for plain input and output', () => {
		const { costUsd } = pricing.price(request(published, { inputTokens: 12_345, outputTokens: 678 }));
		expect(costUsd).toBeCloseTo((12_345 * published.input + 678 * published.output) / 1e6, 12);
	});

	it('bills cached, cache-write and reasoning tokens once', () => {
		const usage = {
			inputTokens: 28_436,
			cachedTokens: 20_000,
			cacheWriteTokens: published.cacheWrite === undefined ? 0 : 2_000,
			outputTokens: 1_578,
			reasoningTokens: 952,
		};
		const plainInput = usage.inputTokens - usage.cachedTokens - usage.cacheWriteTokens;
		const expected =
			plainInput * published.input +
			usage.cachedTokens * published.cached +
			usage.cacheWriteTokens * (published.cacheWrite ?? 0) +
			usage.outputTokens * published.output;
		expect(pricing.price(request(published, usage)).costUsd).toBeCloseTo(expected / 1e6, 12);
	});

	it('reports the rates that applied', () => {
		const { unitPrices } = pricing.price(request(published, { inputTokens: 10, outputTokens: 10 }));
		expect(unitPrices).toEqual({
			inputPerMillion: published.input,
			outputPerMillion: published.output,
			cachedInputPerMillion: published.cached,
			cacheWritePerMillion: published.cacheWrite ?? published.input,
			source: 'catalogue',
		});
	});
});

describe('example 16', () => {
	it('bills 1578 output tokens of which 952 are reasoning once', () => {
		const usage = { inputTokens: 1_000, outputTokens: 1_578, reasoningTokens: 952 };
		const { costUsd } = pricing.price(request({ provider: 'openai', model: 'gpt-5' }, usage));
		// 1,000 at 1.25 and 1,578 at 10 USD per million.
		expect(costUsd).toBeCloseTo(0.00125 + 0.01578, 12);
	});

	it('bills 28436 input tokens of which 2000 are cache-write at Anthropic by the three rates', () => {
		const usage = { inputTokens: 28_436, cacheWriteTokens: 2_000, cachedTokens: 0, outputTokens: 500 };
		const { costUsd } = pricing.price(request({ provider: 'anthropic', model: 'claude-sonnet-4-20250514' }, usage));
		// 26,436 at 3, 2,000 at 3.75 and 500 at 15 USD per million.
		expect(costUsd).toBeCloseTo(0.079308 + 0.0075 + 0.0075, 12);
	});
});

describe('rules that come with a price', () => {
	it('applies the long-context tier to the whole request from 272,000 input tokens on', () => {
		const model = { provider: 'openai', model: 'gpt-5.5' } as const;
		const below = pricing.price(request(model, { inputTokens: 271_999, outputTokens: 1_000 }));
		const above = pricing.price(request(model, { inputTokens: 272_000, outputTokens: 1_000 }));
		expect(below.costUsd).toBeCloseTo((271_999 * 5 + 1_000 * 30) / 1e6, 12);
		expect(above.costUsd).toBeCloseTo((272_000 * 10 + 1_000 * 45) / 1e6, 12);
		expect(above.unitPrices).toMatchObject({ inputPerMillion: 10, outputPerMillion: 45, cachedInputPerMillion: 1 });
	});

	it('takes the price of the day of the request', () => {
		const usage = { inputTokens: 1_000_000, outputTokens: 0 };
		const o3 = request({ provider: 'openai', model: 'o3' }, usage);
		expect(pricing.price({ ...o3, atMs: Date.UTC(2025, 5, 9) }).costUsd).toBeCloseTo(10, 12);
		expect(pricing.price({ ...o3, atMs: Date.UTC(2025, 5, 10) }).costUsd).toBeCloseTo(2, 12);
	});
});
