import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { readImports, type ImportFact } from './read-imports';

export const ROOT = join(__dirname, '../..');

/** An import of one of our files: `target` is a path from the root, such as `lib/types/index.ts`. */
export interface OwnImport extends ImportFact {
	target: string;
}

export interface SourceFile {
	/** From the root, with slashes. */
	path: string;
	text: string;
	own: OwnImport[];
	/** Packages and Node.js modules. */
	external: ImportFact[];
	/** Relative ones that lead nowhere. */
	broken: ImportFact[];
}

/** All TypeScript files of the package itself, by path. */
export function readSourceTree(folders: readonly string[] = ['lib', 'nodes', 'credentials']): Map<string, SourceFile> {
	const files = new Map<string, SourceFile>();
	for (const folder of folders)
		for (const entry of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
			if (!entry.endsWith('.ts') || entry.endsWith('.d.ts')) continue;
			const path = posix.join(folder, ...entry.split(/[\\/]/));
			files.set(path, readSourceFile(path));
		}
	return files;
}

function readSourceFile(path: string): SourceFile {
	const text = readFileSync(join(ROOT, path), 'utf8');
	const file: SourceFile = { path, text, own: [], external: [], broken: [] };
	for (const fact of readImports(path, text)) {
		if (!fact.specifier.startsWith('.')) file.external.push(fact);
		else {
			const target = resolve(path, fact.specifier);
			if (target === undefined) file.broken.push(fact);
			else file.own.push({ ...fact, target });
		}
	}
	return file;
}

function resolve(from: string, specifier: string): string | undefined {
	const base = posix.join(dirname(from), specifier);
	return [`${base}.ts`, `${base}/index.ts`].find((path) => existsSync(join(ROOT, path)));
}

/** `@scope/name` or `name` of a package import; Node.js modules keep their prefix. */
export function packageOf(specifier: string): string {
	if (specifier.startsWith('node:')) return specifier;
	return specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/');
}

/** Everything that is loaded as soon as one of `entries` is: our files, and the packages they name. */
export function eagerClosure(tree: ReadonlyMap<string, SourceFile>, entries: readonly string[]) {
	const files = new Set<string>();
	const packages = new Set<string>();
	const visit = (path: string): void => {
		if (files.has(path)) return;
		files.add(path);
		const file = tree.get(path);
		if (file === undefined) throw new Error(`${path} is not in the source tree`);
		for (const { kind, target } of file.own) if (kind === 'eager') visit(target);
		for (const { kind, specifier } of file.external) if (kind === 'eager') packages.add(packageOf(specifier));
	};
	entries.forEach(visit);
	return { files: [...files], packages: [...packages] };
}
