import { builtinModules } from 'node:module';
import { isInside, isN8nPackage, LOADED_WITH_LIB } from './layers';
import { eagerClosure, readSourceTree } from './source-tree';
import packageJson from '../../package.json';

const tree = readSourceTree();
const sourceOf = (built: string) => built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
const entries = [...packageJson.n8n.nodes, ...packageJson.n8n.credentials].map(sourceOf);

const isNodes = (name: string) => builtinModules.includes(name.replace(/^node:/, ''));

describe('what n8n loads at its start', () => {
	it.each(entries)('%s exists', (entry) => {
		expect(tree.has(entry)).toBe(true);
	});

	it('is our own light files, n8n and Node.js itself: no SDK, no price data, no lib', () => {
		const { files, packages } = eagerClosure(tree, entries);
		expect(packages.filter((name) => !isN8nPackage(name) && !isNodes(name))).toEqual([]);
		expect(files.filter((path) => isInside(path, 'lib'))).toEqual([]);
		expect(files.length).toBeGreaterThan(entries.length);
	});
});

describe('what loading the library loads', () => {
	it('is the configuration gate and Node.js: SDKs, price data and SQLite wait for their first use', () => {
		const { packages } = eagerClosure(tree, ['lib/index.ts']);
		expect(packages.filter((name) => !isNodes(name)).sort()).toEqual([...LOADED_WITH_LIB].sort());
		expect(packages).not.toContain('node:sqlite');
	});
});
