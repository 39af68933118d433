import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const NODES = ['RoutedLlm', 'LlmSpendReport'];

/** What costs time to load, by name: a folder of ours or a package. (n8n itself has loaded zod and luxon.) */
const HEAVY: Record<string, string> = {
	lib: join(root, 'lib/index.ts'),
	'running Routed LLM': join(root, 'nodes/RoutedLlm/execute/run-items.ts'),
	'running a report': join(root, 'nodes/LlmSpendReport/execute/run-operation.ts'),
	yaml: 'yaml',
	openai: 'openai',
	anthropic: '@anthropic-ai/sdk',
	ollama: 'ollama',
	undici: 'undici',
	prices: '@pydantic/genai-prices',
	sqlite: 'node:sqlite',
	redis: 'ioredis',
	postgres: 'pg',
};

/** Which of them are loaded while `load` runs. */
function heavyModulesLoadedBy(load: () => void): string[] {
	const loaded: string[] = [];
	jest.isolateModules(() => {
		for (const [name, file] of Object.entries(HEAVY))
			jest.doMock(file, () => {
				loaded.push(name);
				return {};
			});
		load();
	});
	return loaded;
}

describe('at the start of n8n', () => {
	it.each(NODES)('the file of %s loads neither what runs it, nor the library, a driver or the price data', (name) => {
		expect(heavyModulesLoadedBy(() => require(join(root, `nodes/${name}/${name}.node`)))).toEqual([]);
	});

	it('loading the library would be noticed', () => {
		expect(heavyModulesLoadedBy(() => require(join(root, 'lib')))).toEqual(['lib']);
	});
});

describe.each(NODES)('the codex of %s', (name) => {
	const codex = JSON.parse(readFileSync(join(root, `nodes/${name}/${name}.node.json`), 'utf8')) as Record<
		string,
		unknown
	>;

	it('has the resources without which n8n drops it, and the subcategory without which AI hides the node', () => {
		expect(codex.resources).toBeInstanceOf(Object);
		expect(codex).toMatchObject({ categories: ['AI'], subcategories: { AI: expect.arrayContaining(['Root Nodes']) } });
	});
});
