import { setTimeout as sleep } from 'node:timers/promises';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { closedPort, startFaultServer, type FaultServer } from '../support/fault-server';
import { describeWithRedis, describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { freshPrefix, sharedRedis } from '../support/redis/prepared-redis';
import { startRedis } from '../support/redis/start-redis';
import * as library from '../../lib';
import { loadRuntime, Runtime } from '../../nodes/shared/runtime';
import { readRedisSettings } from '../../nodes/shared/redis-settings';
import { groupOf } from './support/group';
import { runNode, type RunSettings } from './support/run-node';

let server: FaultServer;
let refusing: FaultServer;
/** What a test opened; connections that nobody uses would close by themselves, later. */
const opened: ICredentialDataDecryptedObject[] = [];
beforeEach(async () => {
	[server, refusing] = await Promise.all([startFaultServer(), startFaultServer()]);
});
afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	const runtime = await loadRuntime();
	for (const credential of opened.splice(0)) await runtime.sharedState(readRedisSettings(credential, library)).close();
	await Promise.all([server.close(), refusing.close()]);
});

const priced = { priceInput: 1, priceOutput: 1 };

function withRedis(credential: ICredentialDataDecryptedObject, parameters: IDataObject = {}): RunSettings {
	opened.push(credential);
	const group = groupOf(
		[
			{ server: refusing, options: priced },
			{ server, options: priced },
		],
		{ state: 'redis', ...parameters },
	);
	return { ...group, credentials: { ...group.credentials, routedLlmRedisApi: credential }, mode: 'trigger' };
}

function sharedCredential(): ICredentialDataDecryptedObject {
	const { host, port, username = '', password = '', database } = sharedRedis();
	return { connection: 'server', host, port, user: username, password, database, tls: false, keyPrefix: freshPrefix() };
}

const messages = (run: Awaited<ReturnType<typeof runNode>>) => run.hints.map(({ message }) => message);

/** What another process under the same credential knows. */
async function cooling(credential: ICredentialDataDecryptedObject): Promise<number> {
	const other = library.createSharedStateStore(readRedisSettings(credential, library));
	const { config } = library.createRouter(
		{
			groups: {
				chat: { deployments: [{ provider: 'openai-compatible', baseUrl: `${refusing.url}/v1`, model: 'model-1' }] },
			},
		},
		{ providers: library.createProviders(), state: other, pricing: library.createPricing(), outbox: null },
	);
	const [deployment] = config.groups.get('chat')!.deployments;
	try {
		for (let look = 0; look < 100; look++) {
			const [state] = await other.snapshot({ keys: [deployment!.id], windowMs: library.LIMIT_WINDOW_MS });
			if (state!.breaker.state === 'open') return state!.breaker.untilMs;
			await sleep(20);
		}
		return 0;
	} finally {
		await other.close();
	}
}

describeWithSharedRedis('the state in Redis', () => {
	it('holds a cooldown that another process sees', async () => {
		refusing.reply({ status: 429, headers: { 'retry-after': '30' } });
		const credential = sharedCredential();
		const first = await runNode(withRedis(credential));
		expect(first.error).toBeUndefined();
		expect(await cooling(credential)).toBeGreaterThan(20_000);
		const second = await runNode(withRedis(credential));
		expect(messages(second)).toEqual([expect.stringMatching(/^Cooling down.*model-1/)]);
		expect(refusing.requests).toHaveLength(1);
	});

	it("is apart from that of another key prefix, and from this process's own", async () => {
		refusing.reply({ status: 429, headers: { 'retry-after': '30' } });
		await runNode(withRedis(sharedCredential()));
		await runNode(withRedis(sharedCredential()));
		await runNode(withRedis(sharedCredential(), { state: 'process' }));
		expect(refusing.requests).toHaveLength(3);
	});

	it('may be chosen item by item', async () => {
		const items = ['process', 'redis', 'process'].map((where) => ({ json: { where } }));
		const run = await runNode({ ...withRedis(sharedCredential(), { state: '={{ $json.where }}' }), items });
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]).toHaveLength(3);
	});

	it('leaves nothing to say of the state in queue mode, but of the embedded usage log', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		expect(messages(await runNode(withRedis(sharedCredential())))).toEqual([]);
		expect(messages(await runNode(withRedis(sharedCredential(), { usageLog: 'embedded' })))).toEqual([
			'In queue mode the embedded usage log covers this host only; choose Postgres under Usage Log for one log of all hosts',
		]);
	});
});

describe('when Redis is down', () => {
	it('the call goes on, and a hint says why the state is not shared', async () => {
		const credential = { connection: 'server', host: '127.0.0.1', port: await closedPort(), password: 'planted' };
		const run = await runNode(withRedis(credential));
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]).toHaveLength(1);
		expect(run.hints).toEqual([
			expect.objectContaining({ type: 'warning', message: expect.stringMatching(/nothing listens at that address/) }),
		]);
		expect(JSON.stringify(run.run.data.resultData.runData.Ask)).not.toContain('planted');
	});
});

describeWithRedis('with a password that is wrong', () => {
	it('the call goes on, and a hint says so', async () => {
		const redis = await startRedis({ args: ['--requirepass', 'secret'] });
		const run = await runNode(withRedis({ connection: 'url', url: `redis://:planted@127.0.0.1:${redis.port}` }));
		expect(messages(run)).toEqual([expect.stringMatching(/user or password is wrong/)]);
		expect(JSON.stringify(run.run.data.resultData.runData.Ask)).not.toContain('planted');
	});
});

describe('before anything is sent, one clear sentence refuses', () => {
	async function refusal(settings: RunSettings): Promise<string | undefined> {
		const { error } = await runNode(settings);
		expect([...server.requests, ...refusing.requests]).toHaveLength(0);
		return error?.message;
	}
	const group = (parameters: IDataObject) => groupOf([{ server }], parameters);

	it('Redis without its credential', async () => {
		expect(await refusal(group({ state: 'redis' }))).toBe(
			'State is Redis, but no Redis credential is selected on the node "Ask"; select one, or choose In This Process',
		);
		expect(
			await refusal({
				...group({ state: '={{ $json.where }}' }),
				items: [{ json: { where: 'process' } }, { json: { where: 'redis' } }],
			}),
		).toMatch(/^Item 1: State is Redis, but no Redis credential is selected/);
	});

	it('a state that an expression gave and that is none', async () => {
		expect(await refusal({ ...group({ state: '={{ $json.where }}' }), items: [{ json: { where: 'planted' } }] })).toBe(
			'Item 0: State must be auto, process or redis',
		);
	});

	it('a credential that cannot be used, naming the field', async () => {
		const { parameters, credentials } = group({ state: 'redis' });
		const settings = (routedLlmRedisApi: ICredentialDataDecryptedObject) => ({
			parameters,
			credentials: { ...credentials, routedLlmRedisApi },
		});
		expect(await refusal(settings({ host: '' }))).toBe(
			'Redis credential: Host is empty: give the name or address of the Redis server',
		);
		expect(await refusal(settings({ connection: 'url', url: 'planted' }))).toMatch(
			/^Redis credential: The URL must begin with redis:/,
		);
	});
});

describe('the runtime', () => {
	const settings = (port: number) => readRedisSettings({ host: '127.0.0.1', port }, library);

	it('has one shared state for each content of a credential, however often it is read', () => {
		const runtime = new Runtime(library);
		const first = runtime.sharedState(settings(1));
		for (let execution = 0; execution < 1_000; execution++) expect(runtime.sharedState(settings(1))).toBe(first);
		expect(runtime.sharedState(settings(2))).not.toBe(first);
		expect(runtime.sharedState({ ...settings(1), password: 'other' })).not.toBe(first);
	});

	it('has one router for each configuration, state and usage log', () => {
		const runtime = new Runtime(library);
		const config = { groups: { chat: { deployments: [{ provider: 'openai' as const, apiKey: 'k', model: 'm' }] } } };
		const routers = [
			runtime.router(config, { usage: 'off' as const, state: 'process' }),
			runtime.router(config, { usage: 'off' as const, state: settings(1) }),
			runtime.router(config, { usage: 'off' as const, state: settings(2) }),
		];
		expect(new Set(routers).size).toBe(3);
		expect(runtime.router(config, { usage: 'off' as const, state: settings(1) })).toBe(routers[1]);
	});

	it('closes the shared state that was unused for longest when there are too many, and forgets its routers', () => {
		const closed: number[] = [];
		const counting = {
			...library,
			createSharedStateStore(way: library.RedisSettings) {
				const store = library.createSharedStateStore(way);
				const port = way.servers.kind === 'server' ? way.servers.port : 0;
				return { ...store, close: async () => void closed.push(port) };
			},
		};
		const runtime = new Runtime(counting);
		const config = { groups: { chat: { deployments: [{ provider: 'openai' as const, apiKey: 'k', model: 'm' }] } } };
		const use = (port: number) => runtime.router(config, { usage: 'off' as const, state: settings(port) });
		const [first, second] = [use(1), use(2)];
		for (let port = 3; port <= 50; port++) use(port);
		expect(use(1)).toBe(first);
		use(51);
		expect(closed).toEqual([2]);
		expect(use(1)).toBe(first);
		expect(use(2)).not.toBe(second);
		expect(closed).toEqual([2, 3]);
	});
});
