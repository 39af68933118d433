import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresSettings } from '../../../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../../../lib/usage/postgres/postgres-usage-log';
import { compileLib } from '../../../support/compile-lib';
import { startPostgres } from '../../../support/postgres/start-postgres';

const CALLS = 10_000;
const CALLS_PER_TURN = 40;
const PROCESS_KILLS = 5;
const POSTGRES_KILLS = 10;
const WITHIN_MS = 100_000;

let folder: string;
const children = new Set<ChildProcess>();

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'routed-llm-drain-'));
	compileLib(join(folder, 'lib'));
});
afterAll(() => {
	for (const child of children) child.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

interface Caller {
	answered: string[];
	done(): boolean;
	kill(): Promise<void>;
}

function startCaller(settings: PostgresSettings, calls: number): Caller {
	const script = join(__dirname, 'child/append-calls.js');
	const child = spawn(
		process.execPath,
		[
			script,
			join(folder, 'lib'),
			join(folder, 'outbox'),
			JSON.stringify(settings),
			String(calls),
			String(CALLS_PER_TURN),
		],
		{
			stdio: ['ignore', 'pipe', 'inherit'],
		},
	);
	children.add(child);
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	let output = '';
	child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
	return {
		get answered() {
			return output
				.split('\n')
				.slice(0, -1)
				.filter((line) => line !== 'done');
		},
		done: () => output.endsWith('done\n'),
		async kill() {
			child.kill('SIGKILL');
			await ended;
			children.delete(child);
		},
	};
}

it(
	`of ${CALLS} calls, while Postgres is killed ${POSTGRES_KILLS} times and their process ${PROCESS_KILLS} times, every one that was answered has exactly one row`,
	async () => {
		const postgres = await startPostgres();
		const { host, port, database, user, password } = postgres;
		const settings: PostgresSettings = { host, port, database, user, password, schema: 'routed_llm', poolSize: 2 };
		const answered: string[] = [];
		const deadline = Date.now() + WITHIN_MS;

		const postgresKills = (async () => {
			for (let kill = 0; kill < POSTGRES_KILLS; kill++) {
				await sleep(700);
				await postgres.kill();
				await sleep(300);
				await postgres.restart();
			}
		})();
		for (let life = 0; life <= PROCESS_KILLS; life++) {
			const caller = startCaller(settings, Math.ceil((CALLS - answered.length) / (PROCESS_KILLS + 1 - life)));
			const killAtMs = Date.now() + 1_500 + life * 137;
			while (!caller.done() && (life === PROCESS_KILLS || Date.now() < killAtMs) && Date.now() < deadline)
				await sleep(20);
			if (life < PROCESS_KILLS) await caller.kill();
			else await postgresKills;
			answered.push(...caller.answered);
		}
		expect(answered).toHaveLength(CALLS);
		expect(new Set(answered).size).toBe(CALLS);

		const client = new Client(settings);
		await client.connect();
		const recorded = async (): Promise<Set<string>> => {
			const { rows } = await client.query<{ id: string }>('SELECT call_id AS id FROM routed_llm.calls');
			// The primary key keeps an id from standing twice.
			return new Set(rows.map(({ id }) => id));
		};
		const missing = async (): Promise<string[]> => {
			const ids = await recorded();
			return answered.filter((id) => !ids.has(id));
		};
		while ((await missing()).length > 0 && Date.now() < deadline) await sleep(200);
		expect(await missing()).toEqual([]);
		// A process that was killed between writing the row and handing the answer over has a row more.
		const { size } = await recorded();
		expect(size - CALLS).toBeLessThanOrEqual(PROCESS_KILLS);
		await client.end();

		const log = createPostgresUsageLog(settings);
		const nowMs = Math.ceil(Date.now() / 900_000) * 900_000;
		const { rows } = await log.spend({ boundariesMs: [nowMs - 4 * 900_000, nowMs], groupBy: [] });
		expect(rows).toMatchObject([{ calls: size, inputTokens: 10 * size }]);
		expect(rows[0]!.costUsd).toBeCloseTo(size * 0.001, 9);
		await log.close();
	},
	WITHIN_MS + 20_000,
);
