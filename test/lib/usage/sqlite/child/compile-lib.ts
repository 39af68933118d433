import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

const LIB = join(__dirname, '../../../../../lib');

/** Compiles the usage log to JavaScript with its SQL files beside it, as the build does, for processes without a TypeScript loader. */
export function compileLib(target: string): void {
	writeFileSync(join(target, 'clock.js'), compile(join(LIB, 'clock.ts')));
	for (const part of ['types', 'usage']) {
		for (const entry of readdirSync(join(LIB, part), { recursive: true, encoding: 'utf8' })) {
			const from = join(LIB, part, entry);
			const to = join(target, part, entry);
			mkdirSync(dirname(to), { recursive: true });
			if (entry.endsWith('.sql')) copyFileSync(from, to);
			if (entry.endsWith('.ts')) writeFileSync(to.replace(/\.ts$/, '.js'), compile(from));
		}
	}
}

function compile(file: string): string {
	return transformFileSync(file, {
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
	}).code;
}
