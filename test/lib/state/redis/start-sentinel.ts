import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithThisProcess } from '../../../../scripts/n8n/end-with-this-process';
import { freeServerPort } from '../../../../scripts/n8n/free-ports';
import { preparedRedis } from '../../../support/redis/prepared-redis';

export interface RunningSentinel {
	port: number;
	stop(): Promise<void>;
}

/** A Sentinel that watches one master under a name. It has a file of its own, since it keeps there what it learns. */
export async function startSentinel(settings: readonly string[]): Promise<RunningSentinel> {
	const { program } = preparedRedis();
	if ('missing' in program) throw new Error(`This test ${program.missing}`);
	const port = await freeServerPort();
	const folder = mkdtempSync(join(tmpdir(), 'routed-llm-sentinel-'));
	const file = join(folder, 'sentinel.conf');
	writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, ...settings, ''].join('\n'));
	const child = spawn(program.program, [file, '--sentinel'], { stdio: 'ignore', cwd: folder });
	const guard = endWithThisProcess(child.pid!, { signal: 'KILL', folder });
	for (let look = 0; look < 200 && !(await answers(port)); look++) await sleep(20);
	return {
		port,
		async stop() {
			const ended = once(child, 'exit');
			child.kill('SIGKILL');
			await ended;
			guard.release();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function answers(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	return await new Promise<boolean>((resolve) => {
		socket.once('connect', () => resolve(true));
		socket.once('error', () => resolve(false));
	}).finally(() => socket.destroy());
}
