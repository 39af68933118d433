import { findCycles } from './find-cycles';
import { isInside, isN8nPackage, LAYERS, OWNERS, type Layer } from './layers';
import { NOT_LITERAL } from './read-imports';
import { packageOf, readSourceTree, type SourceFile } from './source-tree';
import { PROVIDER_NAMES } from '../../lib/types/deployment';
import packageJson from '../../package.json';

const tree = readSourceTree();
const files = [...tree.values()];
const lib = files.filter(({ path }) => isInside(path, 'lib'));

/** What a reader needs to mend it: the file, the line and what stands there. */
const place = ({ path }: SourceFile, { line, specifier }: { line: number; specifier: string }) =>
	`${path}:${line} imports ${specifier}`;

/** The layer that names a file most closely. */
const layerOf = (path: string) =>
	LAYERS.filter((layer) => isInside(path, layer.path)).sort((a, b) => b.path.length - a.path.length)[0];

describe('import directions', () => {
	it('finds the package', () => {
		expect(files.length).toBeGreaterThan(100);
		expect(tree.has('lib/index.ts')).toBe(true);
	});

	it('has a layer for every file', () => {
		expect(files.filter(({ path }) => layerOf(path) === undefined).map(({ path }) => path)).toEqual([]);
	});

	it('resolves every import', () => {
		const unclear = files.flatMap((file) => [
			...file.broken.map((fact) => place(file, fact)),
			...file.external.filter(({ specifier }) => specifier === NOT_LITERAL).map((fact) => place(file, fact)),
		]);
		expect(unclear).toEqual([]);
	});

	it.each(LAYERS)('$path imports only $mayImport', (layer: Layer) => {
		const strays = files
			.filter(({ path }) => layerOf(path) === layer)
			.flatMap((file) =>
				file.own
					.filter(({ target }) => ![layer.path, ...layer.mayImport].some((allowed) => isInside(target, allowed)))
					.map((fact) => place(file, fact)),
			);
		expect(strays).toEqual([]);
	});

	it('keeps twin adapters apart: providers/ shares http/ and the OpenAI wire, state/ and usage/ share nothing', () => {
		const shared: Record<string, readonly string[]> = {
			'lib/providers': ['http'],
			'lib/state': [],
			'lib/usage': [],
		};
		const exceptions = new Set(['openai-compatible -> openai']);
		const strays = Object.entries(shared).flatMap(([edge, common]) => {
			const adapterOf = (path: string) => (isInside(path, edge) ? path.split('/')[2]! : '');
			return files.flatMap((file) =>
				file.own
					.filter(({ target }) => {
						const [from, to] = [adapterOf(file.path), adapterOf(target)];
						const bothAdapters = [from, to].every((name) => name !== '' && !name.endsWith('.ts'));
						return bothAdapters && from !== to && !common.includes(to) && !exceptions.has(`${from} -> ${to}`);
					})
					.map((fact) => place(file, fact)),
			);
		});
		expect(strays).toEqual([]);
	});

	it("compares no provider's name outside providers/, whose traits are data", () => {
		const comparison = new RegExp(`[Pp]rovider [!=]== '(?:${PROVIDER_NAMES.join('|')})'`);
		const strays = files.filter(({ path, text }) => !isInside(path, 'lib/providers') && comparison.test(text));
		expect(strays.map(({ path }) => path)).toEqual([]);
	});

	it('keeps n8n out of lib', () => {
		const strays = lib.flatMap((file) =>
			file.external.filter(({ specifier }) => isN8nPackage(packageOf(specifier))).map((fact) => place(file, fact)),
		);
		expect(strays).toEqual([]);
	});

	it('names a driver only in the adapter that owns it', () => {
		const strays = files.flatMap((file) =>
			file.external
				.filter(({ specifier }) => {
					const owner = OWNERS[packageOf(specifier)];
					return owner !== undefined && !isInside(file.path, owner);
				})
				.map((fact) => place(file, fact)),
		);
		expect(strays).toEqual([]);
	});

	it('names no package without an owner, and no dependency without a use', () => {
		const used = new Set(files.flatMap(({ external }) => external.map(({ specifier }) => packageOf(specifier))));
		const unowned = [...used].filter(
			(name) => !name.startsWith('node:') && !isN8nPackage(name) && OWNERS[name] === undefined,
		);
		expect(unowned).toEqual([]);
		expect(Object.keys(packageJson.dependencies).filter((name) => !used.has(name))).toEqual([]);
	});

	it('has no cycle in lib, counting imports of types too', () => {
		const edges = new Map(lib.map(({ path, own }) => [path, own.map(({ target }) => target)]));
		expect(findCycles(edges)).toEqual([]);
	});

	it('has no cycle in nodes and credentials among what is loaded', () => {
		const edges = new Map(
			files.map(({ path, own }) => [path, own.filter(({ kind }) => kind !== 'type').map(({ target }) => target)]),
		);
		expect(findCycles(edges)).toEqual([]);
	});
});

describe('time, chance and the outside world', () => {
	const found = (path: string, words: RegExp) =>
		lib.filter((file) => isInside(file.path, path) && words.test(withoutComments(file.text))).map((file) => file.path);

	it('has timers in the clock only', () => {
		expect(found('lib', /\b(setTimeout|setInterval)\(/)).toEqual(['lib/clock.ts']);
	});

	it('gives policies time and chance as arguments', () => {
		expect(found('lib/policy', /Date\.now|new Date\(\)|performance\.|Math\.random|randomUUID/)).toEqual([]);
	});

	it('gives policies no way out: they import nothing of Node.js but address parsing', () => {
		const outside = lib
			.filter(({ path }) => isInside(path, 'lib/policy') || isInside(path, 'lib/types'))
			.flatMap((file) => file.external.map((fact) => place(file, fact)));
		expect(outside).toEqual([expect.stringMatching(/^lib\/policy\/locality\.ts:\d+ imports node:net$/)]);
	});
});

function withoutComments(source: string): string {
	return source.replace(/\/\*[^]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
