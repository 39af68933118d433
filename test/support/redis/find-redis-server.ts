import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from '../../../scripts/n8n/run-command';

export type RedisProgram = { program: string } | { missing: string };

/** What to do where there is no server, in one line. */
const INSTALL_IT =
	'needs redis-server or valkey-server on the PATH (Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis)';

const LIST_TIMEOUT_MS = 2 * 60_000;
const INSTALL_TIMEOUT_MS = 5 * 60_000;

/**
 * The Redis server that the tests start: `redis-server` or `valkey-server` on the PATH; else Debian's package, which is
 * installed where this process may do that (as root, with `apt-get`); else one line that says what to install.
 */
export async function findRedisServer(): Promise<RedisProgram> {
	const found = onPath('redis-server', 'valkey-server');
	if (found !== undefined) return { program: found };
	const aptGet = onPath('apt-get');
	if (aptGet === undefined || process.getuid?.() !== 0) return { missing: INSTALL_IT };
	try {
		await install(aptGet);
	} catch (error) {
		return { missing: `${INSTALL_IT}; ${error instanceof Error ? error.message : String(error)}` };
	}
	const installed = onPath('redis-server');
	return installed === undefined ? { missing: INSTALL_IT } : { program: installed };
}

function onPath(...names: string[]): string | undefined {
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		fs.accessSync(file, fs.constants.X_OK);
		return fs.statSync(file).isFile();
	} catch {
		return false;
	}
}

async function install(aptGet: string): Promise<void> {
	process.stderr.write('Installing redis-server for the tests ...\n');
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-apt-'));
	const options = {
		cwd: folder,
		logFile: path.join(folder, 'apt-get.log'),
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	};
	try {
		await runCommand(aptGet, ['update', '-qq'], { ...options, timeoutMs: LIST_TIMEOUT_MS });
		await runCommand(aptGet, ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], {
			...options,
			timeoutMs: INSTALL_TIMEOUT_MS,
		});
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}
