import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteUsageLog } from '../../../../lib/usage/sqlite/sqlite-usage-log';
import { useTemporaryFolder } from '../temporary-folder';
import { usageRow } from '../usage-rows';
import { startAppending, type AppendingProcess } from './child/child-process';
import { compileLib } from '../../../support/compile-lib';

describe('several processes on one usage log', () => {
	const folder = useTemporaryFolder();
	let compiledLib: string;
	let running: AppendingProcess[] = [];

	beforeAll(() => {
		compiledLib = mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));
		compileLib(compiledLib);
	});
	afterEach(async () => {
		await Promise.all(running.map((child) => child.kill()));
		running = [];
	});
	afterAll(() => rmSync(compiledLib, { recursive: true, force: true }));

	async function start(): Promise<AppendingProcess> {
		const child = await startAppending(compiledLib, folder.path);
		running.push(child);
		return child;
	}
	const databases = () =>
		readdirSync(folder.path)
			.filter((name) => name.endsWith('.sqlite'))
			.sort();
	const rows = (count: number) => Array.from({ length: count }, () => usageRow());

	it('keeps a row whose process is killed right after the append', async () => {
		const row = usageRow();
		await (await start()).appendAndDie([row]);
		const log = createSqliteUsageLog({ folder: folder.path });
		expect(await log.calls({})).toEqual([row]);
	});

	it('lets the next process adopt the file of a killed one', async () => {
		await (await start()).appendAndDie(rows(1));
		await (await start()).appendAndDie(rows(1));
		await (await start()).append(rows(1));
		expect(databases()).toEqual(['usage-0.sqlite']);
		expect(await createSqliteUsageLog({ folder: folder.path }).totals({})).toMatchObject({ calls: 3 });
	});

	it('gives processes that start at once a file each', async () => {
		const children = await Promise.all([start(), start(), start(), start()]);
		await Promise.all(children.map((child) => child.append(rows(5))));
		expect(databases()).toEqual(['usage-0.sqlite', 'usage-1.sqlite', 'usage-2.sqlite', 'usage-3.sqlite']);
		expect(await createSqliteUsageLog({ folder: folder.path }).totals({})).toMatchObject({ calls: 20 });
	});

	it('appends in two processes while a third reads', async () => {
		const [one, two] = await Promise.all([start(), start()]);
		const log = createSqliteUsageLog({ folder: folder.path });
		let appending = true;
		const writers = Promise.all([one.append(rows(500)), two.append(rows(500))]).finally(() => (appending = false));
		const seen: number[] = [];
		while (appending) {
			seen.push((await log.totals({})).calls);
			await new Promise((resolve) => setImmediate(resolve));
		}
		await writers;
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		expect(await log.totals({})).toMatchObject({ calls: 1_000 });
		expect(databases()).toEqual(['usage-0.sqlite', 'usage-1.sqlite']);
	});

	// In a process of its own: Node.js loops for ever when it is to make such a folder with its parents.
	it('says of a folder that the system allows nobody to make', () => {
		const code = `const outbox = require(${JSON.stringify(join(compiledLib, 'usage/sqlite/sqlite-outbox.js'))}).createSqliteOutbox({ folder: '/proc/nope/routed-llm' });
			outbox.append({}); console.log(outbox.waiting.count, outbox.waiting.reason)`;
		const { stdout, signal } = spawnSync(process.execPath, ['-e', code], { timeout: 10_000, encoding: 'utf8' });
		expect(signal).toBeNull();
		expect(stdout).toMatch(process.platform === 'linux' ? /^1 .*\/proc\/nope\/routed-llm cannot be made/ : /^1 /);
	});

	it('counts a call once that two processes append', async () => {
		const [one, two] = await Promise.all([start(), start()]);
		const shared = usageRow();
		await one.append([shared, shared]);
		await two.append([shared]);
		expect(databases()).toHaveLength(2);
		const log = createSqliteUsageLog({ folder: folder.path });
		expect(await log.calls({})).toEqual([shared]);
		expect(await log.totals({})).toMatchObject({ calls: 1 });
	});
});
