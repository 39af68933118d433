import { createProviders } from '../../../lib/providers';

describe('providers', () => {
	it('load no SDK before the first request', () => {
		expect(Object.keys(createProviders()).sort()).toEqual(['anthropic', 'ollama', 'openai', 'openai-compatible']);
		const loaded = Object.keys(require.cache).filter((file) =>
			/node_modules\/(openai|@anthropic-ai|ollama|undici)\//.test(file),
		);
		expect(loaded).toEqual([]);
		// What was loaded is visible here, so the line above can fail.
		expect(Object.keys(require.cache).some((file) => file.endsWith('openai-provider.ts'))).toBe(true);
	});
});
