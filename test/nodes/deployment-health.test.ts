import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import * as library from '../../lib';
import { readRedisSettings } from '../../nodes/shared/redis-settings';
import { loadRuntime } from '../../nodes/shared/runtime';
import { closedPort, startFaultServer, type FaultServer } from '../support/fault-server';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { freshPrefix, sharedRedis } from '../support/redis/prepared-redis';
import { groupOf, type TestDeployment } from './support/group';
import { runNode, type RunSettings } from './support/run-node';
import { recordCalls, reportItems, runReport } from './support/run-report';

const HOUR_MS = 3_600_000;

let server: FaultServer;
let refusing: TestDeployment['server'];
beforeEach(async () => {
	server = await startFaultServer();
	refusing = { url: `http://127.0.0.1:${await closedPort()}` };
});
afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await server.close();
});

interface Health extends IDataObject {
	healthy: boolean;
	groups: Array<{ group: string; available: boolean; deployments: string[] }>;
	deployments: Array<IDataObject & { deployment: string; groups: string[] }>;
}

/** What the node says of the group alone: the log of a test file is one, and other tests have groups of their own. */
async function healthOf(group: string, parameters: IDataObject = {}, settings: Partial<RunSettings> = {}) {
	const [json, ...others] = await reportItems({ operation: 'deploymentHealth', ...parameters }, settings);
	expect(others).toEqual([]);
	const health = json as Health;
	return {
		healthy: health.healthy,
		group: health.groups.find((each) => each.group === group),
		deployments: health.deployments.filter(({ groups }) => groups.includes(group)),
	};
}

const askTimes = async (
	times: number,
	groupName: string,
	deployments: TestDeployment[],
	parameters: IDataObject = {},
) => {
	const settings = groupOf(deployments, { groupName, usageLog: 'embedded', ...parameters });
	for (let call = 0; call < times; call++)
		await runNode({ ...settings, mode: 'trigger', onError: 'continueRegularOutput' });
};

const COOLS = expect.stringMatching(/^cooling down after failures, for another (\d+) s$/);
const soon = (ms: number) => ({
	asymmetricMatch: (time: unknown) => Math.abs(Date.parse(String(time)) - Date.now() - ms) < 30_000,
	toString: () => `a time about ${ms} ms from now`,
});

describe('Deployment Health', () => {
	it('says that nothing is known when nothing was used', async () => {
		const { hints, outputs } = await runReport({ operation: 'deploymentHealth', lookBackMinutes: 1 });
		expect(outputs[0]!.map(({ json }) => json)).toEqual([
			{ healthy: true, checkedAt: soon(0), lookBackMinutes: 1, groups: [], deployments: [] },
		]);
		expect(hints).toEqual([
			{ message: expect.stringMatching(/nothing is known of any$/), type: 'info', location: 'outputPane' },
		]);
	});

	it('tells of a deployment that failed three times that it is down, why and until when, and that its group goes on', async () => {
		await askTimes(3, 'one-down', [{ server: refusing }, { server }]);
		const health = await healthOf('one-down');
		expect(health).toMatchObject({
			healthy: true,
			group: { available: true, deployments: [expect.stringMatching(/model-1$/), expect.stringMatching(/model-2$/)] },
		});
		const [down, well] = health.deployments;
		expect(down).toEqual({
			deployment: 'openai-compatible/model-1',
			groups: ['one-down'],
			provider: 'openai-compatible',
			model: 'model-1',
			status: 'down',
			reasons: [COOLS],
			coolingUntil: soon(60_000),
			coolingCause: 'failure',
			limits: { rpm: null, tpm: null, concurrency: null },
			inFlight: 0,
			waiting: 0,
			attempts: 3,
			failures: 3,
			errorRatePercent: 100,
			latencyMs: null,
			timeToFirstTokenMs: null,
			lastSuccessAt: null,
			lastFailure: { at: soon(0), kind: 'connection', message: expect.stringMatching(/./) },
		});
		expect(well).toMatchObject({
			deployment: 'openai-compatible/model-2',
			status: 'healthy',
			reasons: [],
			attempts: 3,
			errorRatePercent: 0,
		});
		expect(well).toMatchObject({
			latencyMs: { median: expect.any(Number), p95: expect.any(Number) },
			lastSuccessAt: soon(0),
			lastFailure: null,
		});
	});

	it('is not healthy once the last deployment of a group is down', async () => {
		const deployments = [{ server: refusing }, { server: { url: `http://127.0.0.1:${await closedPort()}` } }];
		await askTimes(3, 'both-down', deployments);
		const health = await healthOf('both-down');
		expect(health).toMatchObject({ healthy: false, group: { available: false } });
		expect(health.deployments.map(({ status }) => status)).toEqual(['down', 'down']);
	});

	it('gives an item per deployment when asked', async () => {
		await askTimes(1, 'items', [{ server, options: { rpm: 100, tpm: 100_000, concurrency: 4 } }]);
		const items = await reportItems({ operation: 'deploymentHealth', healthOutput: 'perDeployment' });
		expect(items.length).toBeGreaterThan(0);
		const item = items.find(({ groups }) => (groups as string[]).includes('items'))!;
		expect(item).toMatchObject({
			status: 'healthy',
			limits: { rpm: { limit: 100, used: 1, left: 99 }, concurrency: { limit: 4, used: 0, left: 4 } },
		});
		const { tpm } = item.limits as { tpm: { limit: number; used: number; left: number } };
		expect(tpm.used + tpm.left).toBe(100_000);
		expect(tpm.used).toBeGreaterThan(0);
	});

	it('tells of a deployment that a limit of 0 blocks since', async () => {
		await askTimes(1, 'blocked', [{ server }]);
		await askTimes(1, 'blocked', [{ server, options: { rpm: 0 } }]);
		const { group, deployments } = await healthOf('blocked');
		expect(group).toMatchObject({ available: false });
		expect(deployments).toMatchObject([
			{ status: 'down', reasons: ['its RPM limit is 0, which blocks it'], limits: { rpm: { limit: 0, left: 0 } } },
		]);
	});

	it('keeps sight of a deployment that cools for longer than the period', async () => {
		const runtime = await loadRuntime();
		const [key, callId, windowMs] = ['id-resting', 'call-resting', library.LIMIT_WINDOW_MS];
		const attempt = { callId, attemptId: callId, windowMs };
		const store = runtime.stateStore('process');
		await store.admit({
			...attempt,
			holder: 'test',
			candidates: [{ key, priority: 1, tokens: 1 }],
			order: 'given',
			wait: false,
			leaseMs: 15_000,
		});
		const outcome = { kind: 'cool', cause: 'retry_after', untilMs: 5 * HOUR_MS } as const;
		await store.settle({
			...attempt,
			key,
			epoch: 0,
			outcome,
			breaker: { allowedFails: 3, cooldownMs: 60_000 },
			reached: true,
			latencyMs: 1,
		});
		const place = { deploymentId: key, deployment: 'openai/resting', provider: 'openai' as const };
		const attempts = [{ ...place, model: 'resting', outcome: 'rate_limited' as const, latencyMs: 5 }];
		await recordCalls([
			{ ...place, group: 'resting', status: 'error', startedAtMs: Date.now() - 3 * HOUR_MS, attempts },
			{ group: 'long-ago', deploymentId: 'id-long-ago', startedAtMs: Date.now() - 25 * HOUR_MS },
		]);
		const { group, deployments } = await healthOf('resting');
		expect(group).toMatchObject({ available: false });
		expect(deployments).toMatchObject([
			{
				status: 'down',
				attempts: 0,
				errorRatePercent: null,
				coolingCause: 'retry_after',
				coolingUntil: soon(5 * HOUR_MS),
				lastFailure: { at: soon(-3 * HOUR_MS), kind: 'rate_limited' },
			},
		]);
		expect((await healthOf('long-ago')).deployments).toEqual([]);
		expect((await healthOf('long-ago', { lookBackMinutes: 26 * 60 })).deployments).toHaveLength(1);
	});

	it('says in queue mode that the state in this process is that of one only', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		const { hints } = await runReport({ operation: 'deploymentHealth' });
		expect(hints.map(({ message }) => message)).toContain(
			'In queue mode the state shown is that of the one process that ran this node; choose Redis under State to see what all share',
		);
	});

	it.each([
		[{ lookBackMinutes: 0 }, 'Look Back (Minutes) must be a number from 1 to 43200'],
		[{ lookBackMinutes: 'planted' }, 'Look Back (Minutes) must be a number from 1 to 43200'],
		[{ healthOutput: 'planted' }, 'Output must be oneItem or perDeployment'],
		[{ state: 'planted' }, 'State must be auto, process or redis'],
		[
			{ state: 'redis' },
			'State is Redis, but no Redis credential is selected on the node "Ask"; select one, or choose In This Process',
		],
	])('refuses %j in one sentence', async (parameters, sentence) => {
		const { error } = await runReport({ operation: 'deploymentHealth', ...parameters });
		expect(error?.message).toBe(sentence);
	});
});

describeWithSharedRedis('Deployment Health with the state in Redis', () => {
	const opened: ICredentialDataDecryptedObject[] = [];
	afterEach(async () => {
		const runtime = await loadRuntime();
		for (const credential of opened.splice(0))
			await runtime.sharedState(readRedisSettings(credential, library)).close();
	});

	function redisCredential(fields: IDataObject = {}): ICredentialDataDecryptedObject {
		const { host, port, username = '', password = '', database } = sharedRedis();
		const credential = {
			connection: 'server',
			host,
			port,
			user: username,
			password,
			database,
			tls: false,
			keyPrefix: freshPrefix(),
			...fields,
		};
		opened.push(credential as ICredentialDataDecryptedObject);
		return credential as ICredentialDataDecryptedObject;
	}

	it("tells what all processes know, which this one's own state does not", async () => {
		const routedLlmRedisApi = redisCredential();
		const { parameters, credentials } = groupOf([{ server: refusing }, { server }], {
			groupName: 'shared',
			usageLog: 'embedded',
			state: 'redis',
		});
		for (let call = 0; call < 3; call++)
			await runNode({ parameters, credentials: { ...credentials, routedLlmRedisApi }, mode: 'trigger' });
		const inRedis = await healthOf('shared', { state: 'redis' }, { credentials: { routedLlmRedisApi } });
		expect(inRedis.deployments.map(({ status }) => status)).toEqual(['down', 'healthy']);
		expect((await healthOf('shared')).deployments.map(({ status }) => status)).toEqual(['healthy', 'healthy']);
	});

	it("goes on with this process's own state when Redis is down, and says so", async () => {
		const routedLlmRedisApi = redisCredential({ port: await closedPort() });
		const { hints, error } = await runReport(
			{ operation: 'deploymentHealth', state: 'redis' },
			{ credentials: { routedLlmRedisApi } },
		);
		expect(error).toBeUndefined();
		expect(hints.map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^The state shown is that of this process alone for now: .*nothing listens/),
		);
	});
});
