import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endWithThisProcess } from '../../../scripts/n8n/end-with-this-process';
import { freeServerPort } from '../../../scripts/n8n/free-ports';
import { postgresPrograms } from './postgres-programs';

/** A real Postgres on the loopback address, its data in a temporary folder. */
export interface RunningPostgres {
	readonly host: '127.0.0.1';
	readonly port: number;
	/** Its superuser. */
	readonly user: string;
	readonly password: string;
	/** Empty at the start. */
	readonly database: string;
	readonly pid: number;
	log(): string;
	/** Ends it and removes its data; no error when it has ended already. */
	stop(): Promise<void>;
}

const USER = 'postgres';
const PASSWORD = 'test-password';
const READY_LINE = 'database system is ready to accept connections';
const INITDB_WITHIN_MS = 60_000;
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** Nothing here outlives the test: it need not reach the disk. */
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

const started: RunningPostgres[] = [];

/** Starts a fresh Postgres, which is ended after the last test of the file at the latest. Takes about a second. */
export async function startPostgres(): Promise<RunningPostgres> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-postgres-'));
	try {
		const postgres = await launch(folder);
		started.push(postgres);
		return postgres;
	} catch (error) {
		fs.rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

async function launch(folder: string): Promise<RunningPostgres> {
	const { initdb, postgres, user } = postgresPrograms(folder);
	const data = path.join(folder, 'data');
	const passwordFile = path.join(folder, 'password');
	const logFile = path.join(folder, 'postgres.log');
	const options = { cwd: folder, ...user };
	fs.writeFileSync(passwordFile, PASSWORD);
	const how = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--no-sync'];
	await promisify(execFile)(initdb, [`--pgdata=${data}`, `--username=${USER}`, ...how], { ...options, timeout: INITDB_WITHIN_MS });

	const port = await freeServerPort();
	const output = fs.openSync(logFile, 'a');
	const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
	const child = spawn(postgres, ['-D', data, '-p', String(port), ...settings], { ...options, stdio: ['ignore', output, output] });
	fs.closeSync(output);
	const { pid } = child;
	if (pid === undefined) throw new Error(`${postgres} could not be started`);
	const guard = endWithThisProcess(pid, { signal: 'QUIT', folder });
	let hasEnded = false;
	const end = new Promise<void>((resolve) => {
		child.once('exit', () => {
			hasEnded = true;
			guard.release();
			resolve();
		});
	});
	const log = (): string => fs.readFileSync(logFile, 'utf8');
	const stop = async (): Promise<void> => {
		if (!hasEnded) child.kill('SIGINT'); // Postgres's word for: without waiting for its clients
		const timer = setTimeout(() => child.kill('SIGQUIT'), STOPPED_WITHIN_MS);
		await end;
		clearTimeout(timer);
		fs.rmSync(folder, { recursive: true, force: true });
	};

	const deadline = Date.now() + READY_WITHIN_MS;
	while (!log().includes(READY_LINE)) {
		if (hasEnded || Date.now() > deadline) {
			const said = log();
			await stop();
			throw new Error(`Postgres did not start:\n${said}`);
		}
		await sleep(LOOK_EVERY_MS);
	}
	return { host: '127.0.0.1', port, user: USER, password: PASSWORD, database: 'postgres', pid, log, stop };
}

afterAll(async () => {
	await Promise.all(started.splice(0).map((postgres) => postgres.stop()));
}, 30_000);
