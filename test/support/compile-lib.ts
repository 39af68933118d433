import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSources } from '../../scripts/compile-sources';

const ROOT = join(__dirname, '../..');
const LIB = join(ROOT, 'lib');

/**
 * Compiles the library to JavaScript with its SQL and Lua beside it, as the build does, for processes without a TypeScript
 * loader. It finds its dependencies in this checkout.
 *
 * @param lib default: this checkout's
 */
export function compileLib(target: string, lib = LIB): void {
	compileSources({ from: lib, to: target });
	symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
}

/** The library as it was at a commit of this checkout's history. */
export function compileLibOf(commit: string, target: string): void {
	const source = mkdtempSync(join(tmpdir(), 'routed-llm-source-'));
	try {
		const archive = join(source, 'lib.tar');
		execFileSync('git', ['archive', '--output', archive, commit, 'lib'], { cwd: ROOT });
		execFileSync('tar', ['-xf', archive, '-C', source]);
		compileLib(target, join(source, 'lib'));
	} finally {
		rmSync(source, { recursive: true, force: true });
	}
}
