import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsageRow } from '../../lib/types';
import { createSqliteAlertLedger } from '../../lib/usage/sqlite/sqlite-alert-ledger';
import { createSqliteDrainedOutbox } from '../../lib/usage/sqlite/sqlite-drained-outbox';
import { createSqliteOutbox } from '../../lib/usage/sqlite/sqlite-outbox';
import { createSqliteUsageLog } from '../../lib/usage/sqlite/sqlite-usage-log';
import type { Outbox } from '../../lib/usage/usage-log';
import { useTemporaryFolder } from '../lib/usage/temporary-folder';
import { usageRow } from '../lib/usage/usage-rows';
import { anotherUser, itAsAnotherUser, letOthersThrough } from '../support/as-another-user';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const secret = (): UsageRow => usageRow({ texts: { prompt: 'a planted secret', keepUntilMs: Date.now() + 60_000 } });

describe.each<[string, (folder: string) => Outbox]>([
	['the embedded log', (folder) => createSqliteOutbox({ folder })],
	[
		'the files before Postgres',
		(folder) => {
			const log = createSqliteUsageLog({ folder: join(folder, '..', 'log') });
			return createSqliteDrainedOutbox({ folder, log, keepCallsDays: 0 });
		},
	],
])('attack 14: what other users of the host may read of %s', (_name, open) => {
	const temporary = useTemporaryFolder();
	const folder = () => join(temporary.path, 'routed-llm', 'files');
	const modes = () => Object.fromEntries(readdirSync(folder()).map((name) => [name, modeOf(join(folder(), name))]));
	const PRIVATE = {
		'usage-0.lock': '600',
		'usage-0.sqlite': '600',
		'usage-0.sqlite-shm': '600',
		'usage-0.sqlite-wal': '600',
	};
	let outbox: Outbox;
	let umask: number;
	beforeEach(() => {
		umask = process.umask(0o022);
		outbox = open(folder());
	});
	afterEach(() => {
		process.umask(umask);
		outbox.close();
	});

	it('new folders and files are for their user alone', () => {
		outbox.append(secret());
		expect(modes()).toEqual(PRIVATE);
		expect([modeOf(folder()), modeOf(join(folder(), '..'))]).toEqual(['700', '700']);
	});

	it('a folder and files that were there before, such as a volume or a restored backup, become so', () => {
		outbox.append(secret());
		outbox.close();
		outbox.append(usageRow());
		chmodSync(folder(), 0o755);
		for (const name of readdirSync(folder())) chmodSync(join(folder(), name), 0o644);
		writeFileSync(join(folder(), 'usage-7.sqlite'), '', { mode: 0o666 });
		writeFileSync(join(folder(), 'notes.txt'), '', { mode: 0o644 });
		outbox.close();
		outbox.append(secret());
		expect(modes()).toEqual({ ...PRIVATE, 'usage-7.sqlite': '600', 'notes.txt': '644' });
		expect(modeOf(folder())).toBe('700');
	});

	it('a folder for all users stays so, with private files in it, and the target of a link is not touched', () => {
		mkdirSync(folder(), { recursive: true });
		chmodSync(folder(), 0o1777);
		const target = join(temporary.path, 'target');
		writeFileSync(target, 'theirs', { mode: 0o644 });
		symlinkSync(target, join(folder(), 'usage-9.sqlite'));
		outbox.append(secret());
		expect((statSync(folder()).mode & 0o7777).toString(8)).toBe('1777');
		expect(modeOf(target)).toBe('644');
		expect(modes()).toMatchObject(PRIVATE);
	});

	itAsAnotherUser('another user reads no prompt, neither in a folder of ours nor in one that lets everybody in', () => {
		const read = () => {
			const paths = ['usage-0.sqlite', 'usage-0.sqlite-wal'].map((name) => join(folder(), name));
			return spawnSync('grep', ['-c', 'planted', ...paths], { ...anotherUser, encoding: 'utf8', timeout: 10_000 });
		};
		letOthersThrough(temporary.path);
		outbox.append(secret());
		letOthersThrough(join(folder(), '..'));
		expect(read()).toMatchObject({ stdout: '', stderr: expect.stringContaining('Permission denied') });
		letOthersThrough(folder());
		expect(read()).toMatchObject({ stdout: '', stderr: expect.stringContaining('Permission denied') });
	});
});

describe('attack 14: what other users of the host may read of alerts', () => {
	const folder = useTemporaryFolder();

	it('the file is for its user alone, also where it was not', async () => {
		const ledger = createSqliteAlertLedger({ folder: folder.path });
		const claim = async (key: string) => await ledger.claim({ key, leaseMs: 1_000, keepUntilMs: Date.now() + 60_000 });
		await claim('one');
		const file = join(folder.path, 'alerts.sqlite');
		expect(modeOf(file)).toBe('600');
		chmodSync(file, 0o644);
		await claim('two');
		expect(modeOf(file)).toBe('600');
		await ledger.close();
	});
});
