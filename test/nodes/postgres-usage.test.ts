import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';
import * as library from '../../lib';
import type { CallFilter, UsageRow } from '../../lib';
import { outboxFolder, usageLogFolder } from '../../nodes/shared/n8n-folder';
import { readPostgresSettings } from '../../nodes/shared/postgres-settings';
import { loadRuntime } from '../../nodes/shared/runtime';
import { groupOf } from './support/group';
import { runNode, type NodeRun, type RunSettings } from './support/run-node';
import { n8nUserFolder } from './support/temp-n8n-folder';

let server: FaultServer;
let postgres: RunningPostgres;
let credential: ICredentialDataDecryptedObject;
let schemas = 0;

beforeAll(async () => {
	[server, postgres] = await Promise.all([startFaultServer(), startPostgres()]);
}, 60_000);
beforeEach(() => {
	const { host, port, database, user, password } = postgres;
	credential = { connection: 'fields', host, port, database, user, password, schema: `schema_${++schemas}` };
	server.reply({});
});
afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await (await loadRuntime()).destinations.close();
	// What still waits would go to the next test's database.
	rmSync(outboxFolder('routedLlmPostgresApi'), { recursive: true, force: true });
});
afterAll(async () => {
	await server.close();
});

/** The same credential to n8n in every test, whatever is in it. */
function withPostgres(data = credential, parameters: IDataObject = {}): RunSettings {
	const group = groupOf([{ server, options: { priceInput: 1, priceOutput: 1 } }], {
		usageLog: 'postgres',
		...parameters,
	});
	return { ...group, credentials: { ...group.credentials, routedLlmPostgresApi: data }, mode: 'trigger' };
}

/** The log's rows as soon as there are so many; as they are, after ten seconds. */
async function rowsOf(count: number, filter: CallFilter = {}): Promise<UsageRow[]> {
	const log = library.createPostgresUsageLog(readPostgresSettings(credential, library));
	try {
		for (let look = 1; ; look++) {
			const rows = await log.calls(filter);
			if (rows.length >= count || look === 100) return rows;
			await sleep(100);
		}
	} finally {
		await log.close();
	}
}

/** Asks until a hint says that rows wait: the first try to write them comes after the first answer. */
async function askUntilHint(settings: RunSettings): Promise<{ asked: number; run: NodeRun }> {
	for (let asked = 1; ; asked++) {
		const run = await runNode(settings);
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]).toHaveLength(1);
		if (run.hints.length > 0 || asked === 50) return { asked, run };
		await sleep(200);
	}
}

const callIdsOf = (rows: readonly UsageRow[]) => rows.map(({ callId }) => callId);

it('a call has one row in Postgres and none in the embedded log', async () => {
	const options = { tags: { entries: [{ name: 'project', value: 'p1' }] } };
	const run = await runNode({
		...withPostgres(credential, { options }),
		items: [{ json: {} }, { json: {} }, { json: {} }],
	});
	expect(run.error).toBeUndefined();
	expect(run.hints).toEqual([]);
	const rows = await rowsOf(3);
	expect(new Set(callIdsOf(rows)).size).toBe(3);
	expect(rows[0]).toMatchObject({
		status: 'ok',
		group: 'chat',
		workflowName: 'Test workflow',
		nodeName: 'Ask',
		tags: { project: 'p1' },
		costUsd: expect.any(Number),
	});
	const embedded = library.createSqliteUsageLog({ folder: usageLogFolder() });
	expect(await embedded.calls({})).toEqual([]);
	await embedded.close();
});

it('says nothing of hosts in queue mode, since all of them write there', async () => {
	process.env.EXECUTIONS_MODE = 'queue';
	const { hints } = await runNode(withPostgres());
	expect(hints.map(({ message }) => message)).toEqual([expect.stringMatching(/choose Redis under State/)]);
});

it('may be chosen item by item', async () => {
	const items = ['off', 'postgres', 'off'].map((where) => ({ json: { where } }));
	const run = await runNode({ ...withPostgres(credential, { usageLog: '={{ $json.where }}' }), items });
	expect(run.outputs[0]).toHaveLength(3);
	expect(await rowsOf(1)).toHaveLength(1);
});

describe('prompts and answers', () => {
	const PROMPT = 'a prompt nobody else has';

	it('are kept where the node says so, for as long as it says', async () => {
		server.reply({ text: 'an answer' });
		await runNode(withPostgres(credential, { prompt: PROMPT, usageLogOptions: { keepTexts: true, keepTextsDays: 2 } }));
		const [row] = await rowsOf(1, { withTexts: true });
		expect(row!.texts).toEqual({
			prompt: expect.stringContaining(PROMPT),
			answer: 'an answer',
			keepUntilMs: expect.any(Number),
		});
		expect(row!.texts!.keepUntilMs - row!.startedAtMs - row!.latencyMs).toBeCloseTo(2 * 86_400_000, -2);
	});

	it('are not kept otherwise', async () => {
		await runNode(withPostgres(credential, { prompt: PROMPT, usageLogOptions: { keepTextsDays: 2 } }));
		const [row] = await rowsOf(1, { withTexts: true });
		expect(row!.texts).toBeUndefined();
	});
});

describe('while Postgres is down', () => {
	it('calls are answered, a hint says how many rows wait and why, and each is written once when it is back', async () => {
		await runNode(withPostgres());
		await rowsOf(1);
		await postgres.kill();
		const { asked, run } = await askUntilHint(withPostgres());
		expect(run.hints).toEqual([
			{
				message: expect.stringMatching(/^\d+ usage rows? waits? on disk for Postgres: .*[Pp]ostgres/),
				type: 'warning',
				location: 'outputPane',
			},
		]);
		await postgres.restart();
		const rows = await rowsOf(1 + asked);
		expect(new Set(callIdsOf(rows)).size).toBe(1 + asked);
		expect((await runNode(withPostgres())).hints).toEqual([]);
	}, 40_000);
});

describe('with a password that is wrong', () => {
	it('a hint says so without the secret, and the rows follow the credential when it is mended', async () => {
		const { asked, run } = await askUntilHint(withPostgres({ ...credential, password: 'planted-password' }));
		expect(run.hints[0]!.message).toMatch(/on disk for Postgres: .*the user or password is wrong; correct them/);
		const left = [JSON.stringify(run.run.data.resultData.runData.Ask), ...filesUnder(n8nUserFolder)].join('\n');
		expect(left).not.toContain('planted-password');
		await runNode(withPostgres());
		expect(new Set(callIdsOf(await rowsOf(asked + 1))).size).toBe(asked + 1);
	}, 30_000);
});

function filesUnder(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => join(folder, name))
		.filter((path) => statSync(path).isFile())
		.map((path) => readFileSync(path, 'latin1'));
}
