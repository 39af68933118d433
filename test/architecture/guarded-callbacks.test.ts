import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** The snippets are read in place of this file, which exists, so that the types around them are known. */
const FILE = 'lib/pause.ts';

/** Each line that ends in `// bad` lets a callback throw, or a promise reject, where nothing catches it. */
const SNIPPETS = `
import type { EventEmitter } from 'node:events';
import { readFile } from 'node:fs';
import { setTimeout as later, setImmediate as nextTurn } from 'node:timers';
import { guarded, inBackground } from './guarded';

export function snippets(emitter: EventEmitter, signal: AbortSignal, work: () => void, load: () => Promise<void>): void {
	const safe = guarded('a test', work);
	const bare = () => work();
	let changed = guarded('a test', work);
	changed = bare;
	const renamed = setTimeout; // bad

	setTimeout(work, 1); // bad
	setTimeout(() => work(), 1); // bad
	globalThis.setTimeout(work, 1); // bad
	setInterval(work, 1); // bad
	setImmediate(work); // bad
	queueMicrotask(work); // bad
	process.nextTick(work); // bad
	setTimeout(bare, 1); // bad
	setTimeout(changed, 1); // bad
	later(() => work(), 1); // bad
	readFile('x', () => work()); // bad
	emitter.on('error', work); // bad
	emitter.once('error', () => undefined); // bad
	emitter['on']('error', work); // bad
	emitter.addListener('error', work); // bad
	emitter.prependListener('error', work); // bad
	signal.addEventListener('abort', work); // bad
	signal.addEventListener('abort', function () {}); // bad
	signal.onabort = work; // bad
	new FinalizationRegistry(work); // bad
	void load(); // bad
	load(); // bad
	load().then(work); // bad
	void load().finally(work); // bad
	[1].forEach(async () => await load()); // bad

	setTimeout(safe, 1);
	nextTurn(safe);
	readFile('x', guarded('a test', work));
	setTimeout(guarded('a test', work), 1);
	setImmediate(guarded('a test', async () => await load()));
	emitter.on('error', safe).once('end', guarded('a test', work));
	signal.addEventListener('abort', safe, { once: true });
	signal.removeEventListener('abort', safe);
	signal.onabort = safe;
	signal.onabort = null;
	new FinalizationRegistry(guarded('a test', work));
	new Promise((resolve, reject) => {
		setTimeout(resolve, 1);
		signal.addEventListener('abort', reject);
	}).then(work, work);
	load().catch(work);
	inBackground('a test', load);
}
`;

describe('the lint rule for callbacks', () => {
	it('finds every callback that could end the process, and no other', () => {
		const { stdout } = spawnSync(
			process.execPath,
			['node_modules/eslint/bin/eslint.js', '--stdin', '--stdin-filename', FILE, '--format', 'json'],
			{ cwd: ROOT, input: SNIPPETS, encoding: 'utf8', timeout: 100_000 },
		);

		const [{ messages }] = JSON.parse(stdout) as [{ messages: Array<{ line: number; ruleId: string }> }];
		const found = new Set(messages.map(({ line }) => line));
		const lines = SNIPPETS.split('\n');
		const isBad = (text: string) => text.endsWith('// bad');
		expect(lines.filter((text, index) => isBad(text) && !found.has(index + 1))).toEqual([]);
		expect(messages.filter(({ line }) => !isBad(lines[line - 1]!))).toEqual([]);
	}, 120_000);
});
