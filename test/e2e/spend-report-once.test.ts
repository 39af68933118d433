import { createPostgresUsageLog, DEFAULT_SCHEMA } from '../../lib';
import { usageRow } from '../lib/usage/usage-rows';
import { startFakeNtfy, type FakeNtfy } from '../support/fake-ntfy';
import { startQueueMode, type QueueModeN8n } from '../support/n8n/start-queue-mode';
import { byWebhook, type TestNode } from '../support/n8n/workflows';
import { describeWithRedis } from '../support/redis/describe-with-redis';

/** More than one worker runs at a time, so that both have some. */
const CHECKS = 10;

describeWithRedis('ten checks of a budget at the same moment, on two workers', () => {
	let n8n: QueueModeN8n;
	let ntfy: FakeNtfy;

	beforeAll(async () => {
		n8n = await startQueueMode({ workers: 2, env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: String(CHECKS / 2) } });
		const { host, port, database, user, password } = n8n.postgres;
		const log = createPostgresUsageLog({ host, port, database, user, password, schema: DEFAULT_SCHEMA, poolSize: 1 });
		await log.record([usageRow({ startedAtMs: Date.now(), costUsd: 8.5 })]);
		await log.close();
	}, 240_000);
	beforeEach(async () => {
		ntfy = await startFakeNtfy();
	});
	afterEach(async () => {
		await ntfy.close();
	});

	/** A check of a budget of 10 USD a day in Postgres, at a webhook. */
	async function publish(name: string): Promise<void> {
		const { host, port, database, user, password } = n8n.postgres;
		const postgres = {
			connection: 'fields',
			host,
			port,
			database,
			user,
			password,
			tls: 'off',
			schema: DEFAULT_SCHEMA,
			poolSize: 3,
		};
		const node: TestNode = {
			name: 'LLM Spend Report',
			type: 'n8n-nodes-routed-llm.llmSpendReport',
			typeVersion: 1,
			parameters: {
				operation: 'checkBudget',
				source: 'postgres',
				budgetName: name,
				limitUsd: 10,
				budgetPeriod: 'day',
				sendNtfy: 'on',
				topic: 'budget',
			},
			credentials: {
				routedLlmPostgresApi: await n8n.createCredential('routedLlmPostgresApi', postgres),
				routedLlmNtfyApi: await n8n.createCredential('routedLlmNtfyApi', { baseUrl: ntfy.url, authentication: 'none' }),
			},
		};
		await n8n.activateWorkflow(await n8n.createWorkflow(byWebhook(name, [node])));
	}

	const check = async (name: string) => (await n8n.callWebhook(name, {})).body as Record<string, unknown[]>;
	const checkAtOnce = async (name: string) =>
		await Promise.all(Array.from({ length: CHECKS }, async () => await check(name)));

	it('send one message for each threshold', async () => {
		await publish('once');
		const before = n8n.workers.map((worker) => worker.executionIds().length);
		const answers = await checkAtOnce('once');

		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 'within'));
		expect(answers.flatMap(({ newAlerts }) => newAlerts)).toHaveLength(2);
		expect(ntfy.messages.map(({ title }) => title).sort()).toEqual([
			expect.stringContaining('50'),
			expect.stringContaining('80'),
		]);
		n8n.workers.forEach((worker, index) => expect(worker.executionIds().length).toBeGreaterThan(before[index]!));
		await check('once');
		expect(ntfy.messages).toHaveLength(2);
	});

	it('get it through to a server that fails twice', async () => {
		await publish('twice');
		ntfy.failNext(2);
		await checkAtOnce('twice');
		expect(ntfy.messages).toHaveLength(2);
		expect(ntfy.requests).toBe(4);
	});
});
