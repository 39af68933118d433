import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithThisProcess } from '../../../scripts/n8n/end-with-this-process';
import { freeServerPort } from '../../../scripts/n8n/free-ports';

export interface StartRedisOptions {
	/** Settings after (and over) the usual ones, as on the command line: `['--requirepass', 'secret']`. */
	args?: readonly string[] | ((port: number) => readonly string[]);
	/** Default: a free one. */
	port?: number;
}

/** A real server on the loopback address, without persistence. */
export interface RunningRedis {
	readonly host: '127.0.0.1';
	readonly port: number;
	/** `redis://127.0.0.1:PORT` */
	readonly url: string;
	/** Of the last start. */
	readonly pid: number;
	/** All that it has printed since its first start. */
	log(): string;
	/** Ends it in an orderly way; no error when it has ended already. */
	stop(): Promise<void>;
	/** Ends it as a crash would. */
	kill9(): Promise<void>;
	/** Starts a server that was ended on the same port, empty. */
	startAgain(): Promise<void>;
	/** It keeps its connections, takes new ones, and answers nothing. */
	pause(): void;
	resume(): void;
}

const READY_LINE = 'eady to accept connections';
const READY_WITHIN_MS = 10_000;
const STOPPED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 10;
const TRIES = 5;

/** Starts a server and waits until it answers. It ends with this process, whatever becomes of that. */
export async function launchRedis(program: string, { args = [], port }: StartRedisOptions = {}): Promise<RunningRedis> {
	for (let attempt = 1; ; attempt++) {
		const actualPort = port ?? (await freeServerPort());
		const settings = typeof args === 'function' ? args(actualPort) : args;
		const server = new RedisServer(program, actualPort, settings);
		try {
			await server.startAgain();
			return server;
		} catch (error) {
			await server.stop();
			if (port !== undefined || attempt === TRIES) throw error;
		}
	}
}

interface Started {
	pid: number;
	hasEnded: boolean;
	end: Promise<void>;
}

class RedisServer implements RunningRedis {
	readonly host = '127.0.0.1';
	readonly url: string;
	private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-redis-'));
	private readonly logFile = path.join(this.folder, 'redis.log');
	private started: Started | undefined;

	constructor(
		private readonly program: string,
		readonly port: number,
		private readonly args: readonly string[],
	) {
		this.url = `redis://${this.host}:${port}`;
	}

	get pid(): number {
		if (this.started === undefined) throw new Error('This Redis was never started');
		return this.started.pid;
	}

	log(): string {
		return fs.existsSync(this.logFile) ? fs.readFileSync(this.logFile, 'utf8') : '';
	}

	async startAgain(): Promise<void> {
		if (this.started && !this.started.hasEnded) throw new Error('This Redis is running');
		fs.mkdirSync(this.folder, { recursive: true });
		const startOfLog = this.log().length;
		this.started = this.spawn();
		const deadline = Date.now() + READY_WITHIN_MS;
		while (!this.log().slice(startOfLog).includes(READY_LINE)) {
			if (this.started.hasEnded || Date.now() > deadline) {
				await this.end('SIGKILL');
				throw new Error(`Redis did not start:\n${this.log().slice(startOfLog)}`);
			}
			await sleep(LOOK_EVERY_MS);
		}
	}

	async stop(): Promise<void> {
		await this.end('SIGTERM');
		fs.rmSync(this.folder, { recursive: true, force: true });
	}

	async kill9(): Promise<void> {
		await this.end('SIGKILL');
	}

	pause(): void {
		process.kill(this.pid, 'SIGSTOP');
	}

	resume(): void {
		process.kill(this.pid, 'SIGCONT');
	}

	private spawn(): Started {
		const output = fs.openSync(this.logFile, 'a');
		const usual = [
			'--bind',
			this.host,
			'--port',
			String(this.port),
			'--dir',
			this.folder,
			'--save',
			'',
			'--appendonly',
			'no',
		];
		const child = spawn(this.program, [...usual, ...this.args], {
			stdio: ['ignore', output, output],
			cwd: this.folder,
		});
		fs.closeSync(output);
		const { pid } = child;
		if (pid === undefined) throw new Error(`${this.program} could not be started`);
		const guard = endWithThisProcess(pid, { signal: 'KILL', folder: this.folder });
		const started: Started = {
			pid,
			hasEnded: false,
			end: new Promise((resolve) => {
				child.once('exit', () => {
					started.hasEnded = true;
					guard.release();
					resolve();
				});
			}),
		};
		return started;
	}

	private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const { started } = this;
		if (started === undefined || started.hasEnded) return;
		process.kill(started.pid, signal);
		process.kill(started.pid, 'SIGCONT'); // a paused one would not end
		const timer = setTimeout(() => process.kill(started.pid, 'SIGKILL'), STOPPED_WITHIN_MS);
		await started.end;
		clearTimeout(timer);
	}
}
