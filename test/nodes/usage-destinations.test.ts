import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { usageRow } from '../lib/usage/usage-rows';
import { closedPort } from '../support/fault-server';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';
import * as library from '../../lib';
import type { PostgresSettings, UsageRow } from '../../lib';
import { outboxFolder, usageLogFolder } from '../../nodes/shared/n8n-folder';
import { UsageDestinations, type PostgresTarget } from '../../nodes/shared/usage-destinations';
import './support/temp-n8n-folder';

const unreachable: PostgresSettings = {
	host: '127.0.0.1',
	port: 1,
	database: 'd',
	user: 'u',
	schema: 's',
	poolSize: 1,
};
const target = (change: Partial<PostgresTarget> = {}): PostgresTarget => ({
	kind: 'postgres',
	settings: unreachable,
	outboxName: 'credential-1',
	keepCallsDays: 0,
	...change,
});

let destinations: UsageDestinations;
beforeEach(() => {
	destinations = new UsageDestinations(library);
});
afterEach(async () => {
	await destinations.close();
	rmSync(usageLogFolder(), { recursive: true, force: true });
});

describe('the usage logs of a process', () => {
	it('are one for each content of a credential, whoever asks', () => {
		const first = destinations.usageLog(target());
		expect(destinations.usageLog(target())).toBe(first);
		expect(destinations.alertLedger(target())).toBe(destinations.alertLedger(target()));
		expect(destinations.usageLog(target({ outboxName: 'credential-2' }))).not.toBe(first);
		expect(destinations.usageLog(target({ settings: { ...unreachable, password: 'new' } }))).not.toBe(first);
	});

	it('have one embedded among them', () => {
		expect(destinations.usageLog({ kind: 'embedded' })).toBe(destinations.usageLog({ kind: 'embedded' }));
		expect(destinations.alertLedger({ kind: 'embedded' })).toBe(destinations.alertLedger({ kind: 'embedded' }));
		const outbox = (keepCallsDays: number) => destinations.outbox({ kind: 'embedded', keepCallsDays });
		expect(outbox(30)).toBe(outbox(30));
		expect(outbox(0)).not.toBe(outbox(30));
	});

	it('are closed when there are too many, the one unused for longest first, and its rows stay for the next use', () => {
		const closed: string[] = [];
		const counting = {
			...library,
			createPostgresUsageLog(settings: PostgresSettings) {
				const log = library.createPostgresUsageLog(settings);
				return { ...log, close: async () => void closed.push(settings.database) };
			},
		};
		destinations = new UsageDestinations(counting);
		const use = (number: number) =>
			destinations.outbox(target({ outboxName: `c${number}`, settings: { ...unreachable, database: `d${number}` } }));
		const first = use(1);
		for (let number = 2; number <= 50; number++) use(number);
		use(1);
		use(51);
		expect(closed).toEqual(['d2']);
		use(52);
		expect(closed).toEqual(['d2', 'd3']);
		expect(() => first.append(usageRow())).not.toThrow();
	});
});

it('the rows that wait have a folder for each credential, whatever its id, where the embedded log does not look', async () => {
	const names = ['abc', 'ABC', '../abc', 'a b', ''];
	expect(new Set(names.map((name) => outboxFolder(name))).size).toBe(names.length);
	for (const name of names) expect(dirname(outboxFolder(name))).toBe(usageLogFolder());
	destinations.outbox(target({ settings: { ...unreachable, port: await closedPort() } })).append(usageRow());
	expect(await destinations.usageLog({ kind: 'embedded' }).calls({})).toEqual([]);
});

describe('over a real Postgres', () => {
	let postgres: RunningPostgres;
	let schemas = 0;
	let right: PostgresTarget;
	beforeAll(async () => {
		postgres = await startPostgres();
	}, 60_000);
	beforeEach(() => {
		const { host, port, database, user, password } = postgres;
		right = target({ settings: { host, port, database, user, password, schema: `schema_${++schemas}`, poolSize: 2 } });
	});

	/** Rows of the log, as soon as there are so many. */
	async function rowsOf(count: number): Promise<UsageRow[]> {
		const log = library.createPostgresUsageLog(right.settings);
		try {
			for (let look = 1; ; look++) {
				const rows = await log.calls({});
				if (rows.length >= count || look === 100) return rows;
				await sleep(50);
			}
		} finally {
			await log.close();
		}
	}

	it('a call that is under way while the credential is edited is written by what it says then', async () => {
		const outbox = destinations.outbox(target({ settings: { ...right.settings, password: 'old' } }));
		const [before, after] = [usageRow(), usageRow()];
		outbox.append(before);
		destinations.outbox(right);
		outbox.append(after);
		expect((await rowsOf(2)).map(({ callId }) => callId).sort()).toEqual([before.callId, after.callId].sort());
	});

	it.each(['usageLog', 'alertLedger'] as const)(
		'the first use of a credential writes what another process left, also by %s',
		async (use) => {
			const left = usageRow();
			destinations.outbox(target({ settings: { ...right.settings, password: 'old' } })).append(left);
			await destinations.close();
			destinations = new UsageDestinations(library);
			destinations[use](right);
			expect(await rowsOf(1)).toMatchObject([{ callId: left.callId }]);
		},
	);

	it('a row goes straight there when no file can be written', async () => {
		mkdirSync(usageLogFolder(), { recursive: true });
		writeFileSync(outboxFolder(right.outboxName), '');
		const row = usageRow();
		destinations.outbox(right).append(row);
		expect(await rowsOf(1)).toMatchObject([{ callId: row.callId }]);
	});
});
