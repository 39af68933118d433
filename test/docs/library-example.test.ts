import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage, type BuiltPackage } from './built-package';
import { codeBlocks, readText } from './read-docs';

let built: BuiltPackage;
/** A port differs from run to run. */
const withoutPort = (text: string) => text.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT');
beforeAll(() => {
	built = buildPackage();
});
afterAll(() => {
	built.remove();
});

describe('the library outside n8n', () => {
	it('runs the example: the first deployment is down, the second answers, the call is accounted for', async () => {
		const output = withoutPort(await built.run(['examples/standalone.js']));
		expect(output.trim().split('\n')).toEqual([
			'It sends each request where it can be served.',
			expect.stringMatching(/^1\. ollama\/llama3\.2:3b: .*127\.0\.0\.1:PORT.*refused/),
			'2. openai/gpt-4o-mini: answered',
			// 13 × 0.15 + 10 × 0.60 USD per million tokens.
			'13 tokens in, 10 out, 0.00000795 USD',
			'In the usage log: 1 call, 0.00000795 USD',
		]);
		const [shown] = codeBlocks(readText('docs/library.md'), 'text');
		expect(output).toContain(withoutPort(shown!));
	});

	it('loads no SDK, no price data and no SQLite before its first call', async () => {
		const script = `
			const before = new Set(Object.keys(require.cache));
			const { createRouter } = require('.');
			createRouter({ groups: { chat: { deployments: [{ provider: 'openai', model: 'm' }, { provider: 'anthropic', model: 'm' }, { provider: 'ollama', model: 'm' }] } } });
			const loaded = [...Object.keys(require.cache), ...process.moduleLoadList.filter((name) => name.includes('sqlite'))];
			const packages = new Set(loaded.map((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1] ?? (path.includes('sqlite') && !path.includes('dist') ? path : '')));
			packages.delete('');
			console.log([...packages].join());
		`;
		expect((await built.run(['-e', script])).trim()).toBe('zod');
	});
});

describe('docs/library.md', () => {
	it('shows the example as it runs', () => {
		const example = withoutIndent(readFileSync(join(built.folder, 'examples/standalone.js'), 'utf8'));
		const blocks = codeBlocks(readText('docs/library.md'), 'js');
		expect(blocks.length).toBeGreaterThanOrEqual(3);
		for (const block of blocks) {
			const shown = block.replace("require('n8n-nodes-routed-llm')", "require('..')");
			expect(example).toContain(withoutIndent(shown).trim());
		}
	});
});

function withoutIndent(code: string): string {
	return code.replace(/^[\t ]+/gm, '');
}
