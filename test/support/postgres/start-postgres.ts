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
	/** Of the process that runs now. */
	readonly pid: number;
	log(): string;
	/** Ends it at once, as a crash does; its data stay. Waits for the end. */
	kill(): Promise<void>;
	/** Starts it again on the same port and data. */
	restart(): Promise<void>;
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
const RESTART_PAUSE_MS = 200;

/** Nothing here outlives the test: it need not reach the disk. */
const SETTINGS = [
	'listen_addresses=127.0.0.1',
	'unix_socket_directories=',
	'fsync=off',
	'synchronous_commit=off',
	'full_page_writes=off',
];

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
	await promisify(execFile)(initdb, [`--pgdata=${data}`, `--username=${USER}`, ...how], {
		...options,
		timeout: INITDB_WITHIN_MS,
	});

	const port = await freeServerPort();
	const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
	const log = (): string => fs.readFileSync(logFile, 'utf8');
	const start = (): Promise<Server> =>
		startServer(postgres, ['-D', data, '-p', String(port), ...settings], { ...options, folder, logFile });
	let server = await start();
	return {
		host: '127.0.0.1',
		port,
		user: USER,
		password: PASSWORD,
		database: 'postgres',
		get pid() {
			return server.pid;
		},
		log,
		kill: () => server.end('SIGKILL'),
		async restart() {
			// The children of a killed server end by themselves; until then it does not start.
			server = await retried(start);
		},
		async stop() {
			await server.end('SIGINT'); // Postgres's word for: without waiting for its clients
			fs.rmSync(folder, { recursive: true, force: true });
		},
	};
}

interface Server {
	pid: number;
	/** Waits for the end; no error when it has ended already. */
	end(signal: NodeJS.Signals): Promise<void>;
}

interface ServerOptions {
	folder: string;
	logFile: string;
	cwd: string;
	uid?: number;
	gid?: number;
}

async function startServer(
	program: string,
	parameters: string[],
	{ folder, logFile, ...options }: ServerOptions,
): Promise<Server> {
	const output = fs.openSync(logFile, 'a');
	const from = fs.fstatSync(output).size;
	const child = spawn(program, parameters, { ...options, stdio: ['ignore', output, output] });
	fs.closeSync(output);
	const { pid } = child;
	if (pid === undefined) throw new Error(`${program} could not be started`);
	const guard = endWithThisProcess(pid, { signal: 'QUIT', folder });
	let hasEnded = false;
	const ended = new Promise<void>((resolve) => {
		child.once('exit', () => {
			hasEnded = true;
			guard.release();
			resolve();
		});
	});
	const end = async (signal: NodeJS.Signals): Promise<void> => {
		if (!hasEnded) child.kill(signal);
		const timer = setTimeout(() => child.kill('SIGQUIT'), STOPPED_WITHIN_MS);
		await ended;
		clearTimeout(timer);
	};
	const said = (): string => fs.readFileSync(logFile, 'utf8').slice(from);
	const deadline = Date.now() + READY_WITHIN_MS;
	while (!said().includes(READY_LINE)) {
		if (hasEnded || Date.now() > deadline) {
			await end('SIGINT');
			throw new Error(`Postgres did not start:\n${said()}`);
		}
		await sleep(LOOK_EVERY_MS);
	}
	return { pid, end };
}

async function retried(start: () => Promise<Server>): Promise<Server> {
	const deadline = Date.now() + READY_WITHIN_MS;
	for (;;) {
		try {
			return await start();
		} catch (error) {
			if (Date.now() > deadline) throw error;
			await sleep(RESTART_PAUSE_MS);
		}
	}
}

afterAll(async () => {
	await Promise.all(started.splice(0).map((postgres) => postgres.stop()));
}, 30_000);
