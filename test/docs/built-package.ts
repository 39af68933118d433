import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { transformFileSync } from '@swc/core';
import { ROOT } from './read-docs';

/** The package as its users have it, in a folder of its own: index.js over a compiled lib, and the examples. */
export interface BuiltPackage {
	folder: string;
	/** Runs JavaScript in it, as a process of its own; rejects when that fails or takes longer than 20 s. */
	run(arguments_: string[]): Promise<string>;
	remove(): void;
}

export function buildPackage(): BuiltPackage {
	const folder = mkdtempSync(join(tmpdir(), 'routed-llm-package-'));
	compileLib(join(folder, 'dist', 'lib'));
	copyFileSync(join(ROOT, 'index.js'), join(folder, 'index.js'));
	cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true });
	symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
	return {
		folder,
		async run(arguments_) {
			const { stdout } = await promisify(execFile)(process.execPath, arguments_, { cwd: folder, timeout: 20_000 });
			return stdout;
		},
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

function compileLib(target: string): void {
	const lib = join(ROOT, 'lib');
	for (const entry of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
		const to = join(target, entry);
		mkdirSync(dirname(to), { recursive: true });
		if (/\.(sql|lua)$/.test(entry)) copyFileSync(join(lib, entry), to);
		if (entry.endsWith('.ts')) writeFileSync(to.replace(/\.ts$/, '.js'), compile(join(lib, entry)));
	}
}

function compile(file: string): string {
	return transformFileSync(file, {
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
	}).code;
}
