import { createPricing, type PriceRequest } from '../../../lib/pricing/pricing';

const pricing = createPricing();

const OPENAI: PriceRequest = {
	provider: 'openai',
	baseUrl: 'https://api.openai.com/v1',
	model: 'gpt-4o',
	usage: { inputTokens: 1_000_000, outputTokens: 0 },
	locality: 'cloud',
	atMs: Date.UTC(2026, 6, 1),
};
const at = (baseUrl: string, model: string): PriceRequest => ({
	...OPENAI,
	provider: 'openai-compatible',
	baseUrl,
	model,
});

describe('unknown prices', () => {
	it('leaves an unknown model unpriced', () => {
		expect(pricing.price({ ...OPENAI, model: 'gpt-next-of-next-year' })).toEqual({});
	});

	it('uses the served model when the catalogue does not know the requested one', () => {
		const priced = pricing.price({ ...OPENAI, model: 'our-alias', servedModel: 'gpt-4o-2024-08-06' });
		expect(priced.costUsd).toBeCloseTo(2.5, 12);
	});

	it('prefers the served model on Azure, where users name the deployments', () => {
		const request = at('https://ours.openai.azure.com/openai/v1', 'gpt-4o');
		expect(pricing.price({ ...request, servedModel: 'gpt-4o-mini-2024-07-18' }).costUsd).toBeCloseTo(0.15, 12);
	});

	it.each([
		['input', { outputTokens: 10 }],
		['output', { inputTokens: 10 }],
		['everything', {}],
	])('leaves a call unpriced when the number of tokens is unknown for %s, but names the rates', (_what, usage) => {
		const priced = pricing.price({ ...OPENAI, usage });
		expect(priced.costUsd).toBeUndefined();
		expect(priced.unitPrices?.inputPerMillion).toBe(2.5);
	});

	it.each([
		['more cached than input', { inputTokens: 10, cachedTokens: 11, outputTokens: 1 }],
		[
			'more cached and cache-write than input',
			{ inputTokens: 10, cachedTokens: 6, cacheWriteTokens: 5, outputTokens: 1 },
		],
		['more reasoning than output', { inputTokens: 10, outputTokens: 1, reasoningTokens: 2 }],
		['a negative count', { inputTokens: -1, outputTokens: 1 }],
		['a count that is no number', { inputTokens: Number.NaN, outputTokens: 1 }],
	])('leaves %s unpriced and does not throw', (_what, usage) => {
		expect(pricing.price({ ...OPENAI, usage }).costUsd).toBeUndefined();
		const prices = { inputPerMillion: 1, outputPerMillion: 1 };
		expect(pricing.price({ ...OPENAI, usage, prices }).costUsd).toBeUndefined();
	});

	it('leaves a model listed without a price per output token unpriced', () => {
		expect(pricing.price({ ...OPENAI, model: 'moderation' })).toEqual({});
		expect(pricing.price({ ...OPENAI, model: 'text-embedding-3-small' })).toEqual({});
	});

	it('leaves a cloud deployment of Ollama unpriced', () => {
		const request: PriceRequest = {
			...OPENAI,
			provider: 'ollama',
			baseUrl: 'https://ollama.com',
			model: 'gpt-oss:120b-cloud',
		};
		expect(pricing.price(request)).toEqual({});
	});
});

describe('the address decides whose prices apply', () => {
	it.each([
		['https://api.groq.com/openai/v1', 'openai/gpt-oss-120b', 0.15],
		['https://api.together.ai/v1', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 0.88],
		['https://api.openai.com/v1', 'gpt-4o', 2.5],
		['https://ours.openai.azure.com/openai/v1', 'gpt-4o', 2.5],
	])('knows %s', (baseUrl, model, costUsd) => {
		expect(pricing.price(at(baseUrl, model)).costUsd).toBeCloseTo(costUsd, 12);
	});

	it.each(['https://openrouter.ai/api/v1', 'https://api.mistral.ai/v1', 'https://api.deepseek.com'])(
		'knows %s',
		(baseUrl) => {
			const models = ['mistral-large-latest', 'deepseek-chat', 'openai/gpt-4o'];
			expect(models.some((model) => (pricing.price(at(baseUrl, model)).costUsd ?? 0) > 0)).toBe(true);
		},
	);

	it.each([
		'http://192.168.1.20:8000/v1',
		'https://llm.example.com/v1',
		'https://api.openai.com.example.com/v1',
		'https://ours--vllm.modal.run/v1',
		'not a url',
	])('does not price a model called gpt-4o at %s', (baseUrl) => {
		expect(pricing.price(at(baseUrl, 'gpt-4o'))).toEqual({});
	});

	it('prices OpenAI behind a gateway as OpenAI', () => {
		expect(pricing.price({ ...OPENAI, baseUrl: 'https://gateway.example.com/openai' }).costUsd).toBeCloseTo(2.5, 12);
	});

	it('takes a model that is free by its name as free', () => {
		const priced = pricing.price(at('https://openrouter.ai/api/v1', 'openai/gpt-oss-20b:free'));
		expect(priced.costUsd).toBe(0);
		expect(priced.unitPrices).toMatchObject({ inputPerMillion: 0, outputPerMillion: 0, source: 'catalogue' });
	});
});

describe("a deployment's own prices", () => {
	const prices = { inputPerMillion: 10, outputPerMillion: 20, cachedInputPerMillion: 1, cacheWritePerMillion: 12 };
	const usage = { inputTokens: 1_000, cachedTokens: 400, cacheWriteTokens: 100, outputTokens: 50, reasoningTokens: 40 };

	it('come before the catalogue', () => {
		const priced = pricing.price({ ...OPENAI, prices, usage });
		expect(priced.costUsd).toBeCloseTo((500 * 10 + 400 * 1 + 100 * 12 + 50 * 20) / 1e6, 12);
		expect(priced.unitPrices).toEqual({ ...prices, source: 'deployment' });
	});

	it('bill cached and cache-write tokens as input unless they say otherwise', () => {
		const plain = { inputPerMillion: 10, outputPerMillion: 20 };
		expect(pricing.price({ ...OPENAI, prices: plain, usage }).costUsd).toBeCloseTo((1_000 * 10 + 50 * 20) / 1e6, 12);
	});

	it('count for a local deployment too', () => {
		const priced = pricing.price({ ...OPENAI, provider: 'ollama', locality: 'local', prices, usage });
		expect(priced.unitPrices?.source).toBe('deployment');
		expect(priced.costUsd).toBeGreaterThan(0);
	});
});

describe('a local deployment', () => {
	it.each(['ollama', 'openai-compatible'] as const)('costs 0 with %s, whatever the usage', (provider) => {
		const priced = pricing.price({
			...OPENAI,
			provider,
			baseUrl: 'http://127.0.0.1:11434',
			locality: 'local',
			usage: {},
		});
		expect(priced).toEqual({ costUsd: 0, unitPrices: { inputPerMillion: 0, outputPerMillion: 0, source: 'local' } });
	});
});

describe('context windows', () => {
	it('come from the catalogue', () => {
		expect(pricing.contextWindow(OPENAI)).toBe(128_000);
		expect(
			pricing.contextWindow({
				...OPENAI,
				provider: 'anthropic',
				baseUrl: 'https://api.anthropic.com',
				model: 'claude-opus-4-5',
			}),
		).toBe(200_000);
	});

	it('are unknown for models of unknown places', () => {
		expect(pricing.contextWindow({ ...OPENAI, model: 'gpt-next-of-next-year' })).toBeUndefined();
		expect(
			pricing.contextWindow({ provider: 'ollama', baseUrl: 'http://127.0.0.1:11434', model: 'llama3.3' }),
		).toBeUndefined();
		expect(pricing.contextWindow({ ...at('http://127.0.0.1:8000', 'gpt-4o') })).toBeUndefined();
	});

	it.each([
		['Azure, where users name the deployments', 'https://ours.openai.azure.com/openai/v1', 'gpt-4'],
		['DeepSeek, whose names change their models', 'https://api.deepseek.com', 'deepseek-chat'],
	])('are unknown at %s', (_where, baseUrl, model) => {
		expect(pricing.price(at(baseUrl, model)).costUsd).toBeGreaterThan(0);
		expect(pricing.contextWindow(at(baseUrl, model))).toBeUndefined();
	});
});

describe('the price data', () => {
	it('loads at first use, not with the module', () => {
		const load = jest.fn(() => jest.requireActual<object>('@pydantic/genai-prices'));
		jest.isolateModules(() => {
			jest.doMock('@pydantic/genai-prices', load);
			const fresh = require('../../../lib/pricing/pricing') as typeof import('../../../lib/pricing/pricing');
			const unused = fresh.createPricing();
			unused.price({ ...OPENAI, locality: 'local' });
			expect(load).not.toHaveBeenCalled();
			unused.price(OPENAI);
			expect(load).toHaveBeenCalledTimes(1);
		});
		jest.dontMock('@pydantic/genai-prices');
	});

	it('can be loaded ahead of the first price', async () => {
		const warmed = createPricing();
		await warmed.warm();
		await warmed.warm();
		expect(warmed.price(OPENAI).costUsd).toBeCloseTo(2.5, 12);
	});
});
