import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

const ROOT = join(__dirname, '../..');
const LIB = join(ROOT, 'lib');

/**
 * Compiles the library to JavaScript with its SQL and Lua beside it, as the build does, for processes without a TypeScript
 * loader. It finds its dependencies in this checkout.
 */
export function compileLib(target: string): void {
	for (const entry of readdirSync(LIB, { recursive: true, encoding: 'utf8' })) {
		const from = join(LIB, entry);
		const to = join(target, entry);
		mkdirSync(dirname(to), { recursive: true });
		if (/\.(sql|lua)$/.test(entry)) copyFileSync(from, to);
		if (entry.endsWith('.ts')) writeFileSync(to.replace(/\.ts$/, '.js'), compile(from));
	}
	symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
}

function compile(file: string): string {
	return transformFileSync(file, {
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
	}).code;
}
