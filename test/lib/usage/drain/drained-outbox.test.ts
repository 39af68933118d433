import { createServer, connect, type Server, type Socket } from 'node:net';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { PostgresSettings } from '../../../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../../../lib/usage/postgres/postgres-usage-log';
import { createSqliteDrainedOutbox } from '../../../../lib/usage/sqlite/sqlite-drained-outbox';
import type { Outbox, UsageLog } from '../../../../lib/usage/usage-log';
import { startPostgres, type RunningPostgres } from '../../../support/postgres/start-postgres';
import { useTemporaryFolder } from '../temporary-folder';
import { usageRow } from '../usage-rows';

const WITHIN_MS = 20_000;
jest.setTimeout(40_000);

let postgres: RunningPostgres;
let schemas = 0;
let settings: PostgresSettings;
/** Reads by connections of its own. */
let reader: UsageLog;
const opened: Array<{ close(): unknown }> = [];
const folder = useTemporaryFolder();

beforeAll(async () => {
	postgres = await startPostgres();
}, 60_000);
beforeEach(() => {
	const { host, port, database, user, password } = postgres;
	settings = { host, port, database, user, password, schema: `drain_${++schemas}`, poolSize: 2 };
	reader = keep(createPostgresUsageLog(settings));
});
afterEach(async () => {
	for (const handle of opened.splice(0).reverse()) await handle.close();
});

function keep<T extends { close(): unknown }>(handle: T): T {
	opened.push(handle);
	return handle;
}

function open(change: Partial<PostgresSettings> = {}): Outbox {
	const log = keep(createPostgresUsageLog({ ...settings, ...change }));
	return keep(createSqliteDrainedOutbox({ folder: folder.path, log, keepCallsDays: 0 }));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const deadline = Date.now() + WITHIN_MS;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error('It did not come about in time');
		await sleep(50);
	}
}

const arrived = async (): Promise<number> => (await reader.totals({})).calls;
const untilArrived = async (calls: number): Promise<void> => await until(async () => (await arrived()) === calls);
const appendSome = (outbox: Outbox, count: number): void => {
	for (let index = 0; index < count; index++) outbox.append(usageRow());
};

describe('an outbox that drains to Postgres', () => {
	it('brings rows there, and their texts, once', async () => {
		const outbox = open();
		const texts = { prompt: '[]', answer: 'Hi', keepUntilMs: Date.now() + 60_000 };
		const row = usageRow({ texts });
		outbox.append(row);
		outbox.append(row);
		appendSome(outbox, 10);
		await untilArrived(11);
		expect((await reader.calls({ withTexts: true })).filter((call) => call.texts !== undefined)).toMatchObject([
			{ texts },
		]);
		expect(outbox.waiting).toBeUndefined();
	});

	it('brings what an earlier process left, at once, though nothing is appended', async () => {
		const first = open({ port: 1 });
		appendSome(first, 700);
		first.close();
		open();
		await untilArrived(700);
	});

	it('keeps rows on disk while Postgres is down and says how many; they are there once when it is back', async () => {
		const outbox = open();
		outbox.append(usageRow());
		await untilArrived(1);
		await postgres.kill();
		appendSome(outbox, 5);
		await until(() => outbox.waiting?.count === 5);
		expect(outbox.waiting).toMatchObject({
			where: 'disk',
			reason: expect.stringMatching(/^The Postgres of the usage log cannot be used: .*\.$/),
		});
		appendSome(outbox, 2);
		expect(outbox.waiting?.count).toBe(7);
		await postgres.restart();
		await untilArrived(8);
		await until(() => outbox.waiting === undefined);
	});

	it.each<[string, Partial<PostgresSettings>, RegExp]>([
		['with a wrong password', { password: 'planted-password' }, /the user or password is wrong; correct them/],
		['without the database', { database: 'nowhere' }, /there is no database of that name/],
		['where nothing listens', { port: 1 }, /nothing listens at that address and port/],
	])('%s says why rows wait, and tells no secret', async (_name, change, reason) => {
		const outbox = open(change);
		appendSome(outbox, 3);
		await until(() => outbox.waiting !== undefined);
		expect(outbox.waiting).toMatchObject({ count: 3, where: 'disk', reason: expect.stringMatching(reason) });
		expect(JSON.stringify(outbox.waiting)).not.toContain('planted');
	});

	it('of a Postgres whose disk is full, or whose table is locked, waits until that is over', async () => {
		const outbox = open();
		outbox.append(usageRow());
		await untilArrived(1);
		const client = keepClient(new Client({ ...settings }));
		await client.connect();
		await client.query(
			`CREATE FUNCTION ${settings.schema}.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`,
		);
		await client.query(
			`CREATE TRIGGER full_disk BEFORE INSERT ON ${settings.schema}.calls EXECUTE FUNCTION ${settings.schema}.full()`,
		);
		appendSome(outbox, 4);
		await until(() => outbox.waiting !== undefined);
		expect(outbox.waiting?.reason).toContain('its disk is full; make room');
		await client.query(`DROP TRIGGER full_disk ON ${settings.schema}.calls`);
		await untilArrived(5);

		await client.query(`BEGIN; LOCK TABLE ${settings.schema}.calls IN ACCESS EXCLUSIVE MODE`);
		appendSome(outbox, 4);
		await until(() => outbox.waiting !== undefined);
		expect(outbox.waiting).toMatchObject({
			count: 4,
			reason: expect.stringContaining('another session keeps a table locked'),
		});
		await client.query('COMMIT');
		await untilArrived(9);
	});

	it('waits for a slow Postgres in the background: appends take no notice of it', async () => {
		const proxy = await startSlowProxy(postgres.port, 300);
		opened.push(proxy);
		const outbox = open({ port: proxy.port });
		appendSome(outbox, 500);
		expect(await arrived()).toBe(0);
		await untilArrived(500);
	});

	it('sets a row aside that Postgres will never take, and brings all others', async () => {
		const outbox = open();
		appendSome(outbox, 3);
		outbox.append(usageRow({ callId: 'no-uuid' }));
		appendSome(outbox, 3);
		await untilArrived(6);
		await until(() => outbox.waiting !== undefined);
		expect(outbox.waiting?.reason).toMatch(
			/set aside in .*usage-0\.sqlite, table set_aside\. The last, of call no-uuid: /,
		);
		appendSome(outbox, 1);
		await untilArrived(7);
	});

	it('takes texts that Postgres cannot hold as they are', async () => {
		open().append(usageRow({ workflowName: 'nul \0 and half \ud83d a pair', tags: { 'a\0': '\udc00' } }));
		await untilArrived(1);
		expect((await reader.calls({}))[0]).toMatchObject({
			workflowName: 'nul  and half \ufffd a pair',
			tags: { a: '\ufffd' },
		});
	});

	it('brings rows from memory when no file can be written', async () => {
		const blocked = join(folder.path, 'blocked');
		mkdirSync(join(blocked, 'usage-0.sqlite'), { recursive: true });
		for (let slot = 0; slot < 256; slot++) mkdirSync(join(blocked, `usage-${slot}.lock`), { recursive: true });
		const outbox = keep(
			createSqliteDrainedOutbox({ folder: blocked, log: keep(createPostgresUsageLog(settings)), keepCallsDays: 0 }),
		);
		appendSome(outbox, 3);
		await untilArrived(3);
		expect(outbox.waiting).toBeUndefined();
		outbox.close();
		rmSync(blocked, { recursive: true, force: true });
	});

	it('starts anew in a schema that was dropped under it', async () => {
		const outbox = open();
		appendSome(outbox, 2);
		await untilArrived(2);
		const client = keepClient(new Client({ ...settings }));
		await client.connect();
		await client.query(`DROP SCHEMA ${settings.schema} CASCADE`);
		appendSome(outbox, 3);
		await until(async () => (await arrived()) === 3);
		expect((await reader.calls({})).every(({ group }) => group === 'chat')).toBe(true);
	});
});

function keepClient(client: Client): Client {
	client.on('error', () => undefined);
	opened.push({ close: async () => await client.end() });
	return client;
}

interface SlowProxy {
	port: number;
	close(): Promise<void>;
}

/** Passes bytes on, each piece later by `delayMs`. */
async function startSlowProxy(target: number, delayMs: number): Promise<SlowProxy> {
	const sockets = new Set<Socket>();
	const server: Server = createServer((client) => {
		const upstream = connect(target, '127.0.0.1');
		for (const [from, to] of [
			[client, upstream],
			[upstream, client],
		] as const) {
			sockets.add(from);
			from.on('error', () => to.destroy());
			from.on('close', () => to.destroy());
			from.on('data', (bytes) => void setTimeout(() => to.writable && to.write(bytes), delayMs));
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
	return {
		port: address.port,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
