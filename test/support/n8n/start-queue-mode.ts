import fs from 'node:fs';
import path from 'node:path';
import { N8nClient } from '../../../scripts/n8n/n8n-client';
import { startN8nProcess, type N8nProcess } from '../../../scripts/n8n/n8n-process';
import { installInto } from '../../../scripts/n8n/package-tarball';
import { ENCRYPTION_KEY } from '../../../scripts/n8n/user-folder';
import { startPostgres, type RunningPostgres } from '../postgres/start-postgres';
import { startRedis, type RunningRedis } from '../redis/start-redis';
import { preparedRun } from './prepared-run';

export interface QueueModeOptions {
	/** Each takes 430 MB. */
	workers: number;
	/** Environment variables of all processes beside those that the harness sets. */
	env?: Record<string, string>;
}

/** One process of an n8n in queue mode. */
export class QueueModeProcess {
	/** @param userFolder its own: n8n's files and our usage log are in `.n8n` below it */
	constructor(
		readonly command: 'start' | 'worker',
		readonly userFolder: string,
		private readonly env: Record<string, string>,
		private process: N8nProcess,
	) {}

	static async launch(
		command: 'start' | 'worker',
		userFolder: string,
		env: Record<string, string>,
	): Promise<QueueModeProcess> {
		return new QueueModeProcess(command, userFolder, env, await launch(command, userFolder, env));
	}

	get pid(): number {
		return this.process.pid;
	}

	get baseUrl(): string {
		return this.process.baseUrl;
	}

	/** All that it has printed since its last start. */
	log(): string {
		return this.process.log();
	}

	/** The ids of the executions that it has taken since its last start, in their order. */
	executionIds(): string[] {
		return [...this.log().matchAll(/Worker started execution (\d+) /g)].map(([, id]) => id!);
	}

	/** Ends it in an orderly way; its files stay, for `startAgain`. */
	async stop(): Promise<void> {
		await this.process.stop();
	}

	/** Ends it as a crash would; its files stay, for `startAgain`. */
	async kill9(): Promise<void> {
		await this.process.kill9();
	}

	async startAgain(): Promise<void> {
		this.process = await launch(this.command, this.userFolder, this.env);
	}
}

/**
 * A real n8n in queue mode, its owner signed in: a main process, which this talks to and which runs nothing itself, and the
 * workers. The packed package is installed in each.
 */
export class QueueModeN8n extends N8nClient {
	constructor(
		readonly main: QueueModeProcess,
		readonly workers: readonly QueueModeProcess[],
		/** n8n's own queue is in it; tests may use it for the node's state too. */
		readonly redis: RunningRedis,
		readonly postgres: RunningPostgres,
	) {
		super(main.baseUrl);
	}
}

const started: QueueModeProcess[] = [];
let count = 0;

/**
 * Starts a fresh n8n in queue mode with a Redis and a Postgres of its own; all of it is ended after the last test of the file
 * at the latest. Takes half a minute or more: share one among the tests of a file.
 */
export async function startQueueMode({ workers: workerCount, env = {} }: QueueModeOptions): Promise<QueueModeN8n> {
	const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
	const shared = { ...queueModeEnvironment(redis, postgres), ...env };
	const launchOwn = async (command: 'start' | 'worker'): Promise<QueueModeProcess> => {
		const process = await QueueModeProcess.launch(command, freshUserFolder(), shared);
		started.push(process);
		return process;
	};
	const main = await launchOwn('start'); // creates the tables that the workers expect
	const workers = await Promise.all(Array.from({ length: workerCount }, () => launchOwn('worker')));
	const n8n = new QueueModeN8n(main, workers, redis, postgres);
	await n8n.signIn();
	return n8n;
}

function queueModeEnvironment(redis: RunningRedis, postgres: RunningPostgres): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		// Else the main process would run what is started by hand.
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: redis.host,
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: postgres.host,
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: postgres.database,
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_PASSWORD: postgres.password,
	};
}

function freshUserFolder(): string {
	const { folder, packed } = preparedRun();
	const userFolder = path.join(folder, `n8n-queue-${process.pid}-${++count}`);
	installInto(packed, userFolder);
	return userFolder;
}

async function launch(
	command: 'start' | 'worker',
	userFolder: string,
	env: Record<string, string>,
): Promise<N8nProcess> {
	const logFile = path.join(userFolder, 'n8n.log');
	return await startN8nProcess({
		n8n: preparedRun().n8n,
		command,
		userFolder,
		encryptionKey: ENCRYPTION_KEY,
		logFile,
		env,
	});
}

afterAll(async () => {
	// Their database goes away right after them: there is nothing to be orderly for.
	await Promise.all(started.map((process) => process.kill9()));
	if (process.env.KEEP_E2E_FILES) return;
	for (const { userFolder } of started.splice(0)) fs.rmSync(userFolder, { recursive: true, force: true });
}, 60_000);
