import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that each test gets afresh; all are removed at the end. */
export function useTemporaryFolder(): { readonly path: string } {
	const made: string[] = [];
	beforeEach(() => {
		made.push(mkdtempSync(join(tmpdir(), 'routed-llm-usage-')));
	});
	afterAll(() => {
		for (const path of made) rmSync(path, { recursive: true, force: true });
	});
	return {
		get path() {
			const path = made.at(-1);
			if (path === undefined) throw new Error('The folder is there inside a test only.');
			return path;
		},
	};
}
