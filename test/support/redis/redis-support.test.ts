import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithRedis, describeWithSharedRedis } from './describe-with-redis';
import { freshPrefix, sharedRedis } from './prepared-redis';
import { startRedis, type RunningRedis } from './start-redis';

/** The first line a server answers to one command without spaces in its words; undefined when it says nothing for a while. */
async function ask({ host, port }: { host: string; port: number }, command: string): Promise<string | undefined> {
	const socket = net.connect(port, host);
	try {
		socket.write(`${command}\r\n`);
		const signal = AbortSignal.timeout(200);
		const [bytes] = (await once(socket, 'data', { signal })) as [Buffer];
		return bytes.toString().split('\r\n')[0];
	} catch (error) {
		if ((error as Error).name === 'AbortError') return undefined;
		throw error;
	} finally {
		socket.destroy();
	}
}

const isRunning = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

async function until(holds: () => boolean): Promise<void> {
	const deadline = Date.now() + 5000;
	while (!holds()) {
		if (Date.now() > deadline) throw new Error('It did not come true within 5 s');
		await sleep(20);
	}
}

describeWithRedis("a Redis of the test's own", () => {
	let redis: RunningRedis;

	beforeAll(async () => {
		redis = await startRedis({ args: ['--maxmemory-policy', 'noeviction'] });
	});

	it('answers nothing while it is paused, and everything afterwards', async () => {
		redis.pause();
		expect(await ask(redis, 'PING')).toBeUndefined();
		redis.resume();
		expect(await ask(redis, 'PING')).toBe('+PONG');
	});

	it('is empty on the same port after it was killed and started again', async () => {
		expect(await ask(redis, 'SET key value')).toBe('+OK');
		const { pid } = redis;
		await redis.kill9();
		expect(isRunning(pid)).toBe(false);
		await expect(ask(redis, 'PING')).rejects.toThrow('ECONNREFUSED');
		await redis.startAgain();
		expect(await ask(redis, 'GET key')).toBe('$-1');
	});

	it('is gone when it was stopped, even from a pause', async () => {
		const other = await startRedis();
		other.pause();
		await other.stop();
		expect(isRunning(other.pid)).toBe(false);
		await other.stop();
	});

	it('says what is wrong with its settings', async () => {
		await expect(startRedis({ args: ['--no-such-setting', 'yes'] })).rejects.toThrow(
			/did not start:[^]*no-such-setting/,
		);
	});
});

describeWithSharedRedis('the shared Redis', () => {
	it('answers, and gives every test a prefix of its own', async () => {
		expect(await ask(sharedRedis(), 'PING')).toMatch(/^(\+PONG|-NOAUTH)/);
		expect(freshPrefix()).not.toBe(freshPrefix());
	});
});

test('a guarded server ends with the process that started it, though that is killed', async () => {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-guarded-'));
	const server = spawn('sleep', ['60'], { stdio: 'ignore' });
	try {
		const guard = require.resolve('../../../scripts/n8n/end-with-this-process');
		const program = `require(${JSON.stringify(guard)}).endWithThisProcess(${server.pid}, ${JSON.stringify({ signal: 'KILL', folder })});
			console.log('guarded');
			setInterval(() => {}, 1000);`;
		const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
		await once(parent.stdout, 'data');
		const ended = once(server, 'exit');
		parent.kill('SIGKILL');
		expect((await ended)[1]).toBe('SIGKILL');
		await until(() => !fs.existsSync(folder));
	} finally {
		server.kill('SIGKILL');
		fs.rmSync(folder, { recursive: true, force: true });
	}
});
