import * as library from '../../lib';
import { createRedisClient } from '../../lib/state/redis/create-client';
import { redisOf, serverFaultIn } from '../../nodes/shared/model-groups/groups-source';
import { LastValidGroups } from '../../nodes/shared/model-groups/last-valid';
import { readModelGroupsCredential } from '../../nodes/shared/model-groups/read-credential';
import { seal } from '../../nodes/shared/model-groups/sealed-groups';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

const KEY = 'sk-proj-THE-REAL-KEY';
const SHORT_SECRET = 'sixteen-letters!';
const ENCRYPTION_KEY = 'encryption-key-of-this-n8n';
const BROKEN = 'groups:\n  chat:\n    deploymants: []\n';
const IGNORED = /in Redis was ignored, since no process with this n8n's encryption key wrote it/;

describeWithSharedRedis('attack 04: a text of model groups that somebody else puts into Redis', () => {
	let attacker: FaultServer;
	let redis: library.RedisSettings;
	let client: Awaited<ReturnType<typeof createRedisClient>>;
	beforeEach(async () => {
		attacker = await startFaultServer();
		redis = redisSettings();
		client = await createRedisClient(redis);
		await client.connect();
		process.env.ROUTED_LLM_ALLOWED_ENV = 'OPENAI_API_KEY';
		process.env.OPENAI_API_KEY = KEY;
	});
	afterEach(async () => {
		for (const key of await client.keys(textsKey('*'))) await client.del(key);
		client.disconnect();
		await attacker.close();
		delete process.env.ROUTED_LLM_ALLOWED_ENV;
		delete process.env.OPENAI_API_KEY;
	});

	const groupsAt = (url: string, name = 'OPENAI_API_KEY') => ({
		groups: {
			chat: {
				deployments: [
					{ provider: 'openai-compatible', baseUrl: `${url}/v1`, model: 'm', apiKey: `os.environ/${name}` },
				],
			},
		},
	});

	interface Process {
		instance?: string;
		id?: string;
		encryptionKey?: string;
		secrets?: Record<string, string>;
		/** Milliseconds from now. */
		aheadMs?: number;
		/** Default: of a process that starts now. */
		groups?: LastValidGroups;
	}
	/** A process of its own, which uses the text as a node does. */
	async function use(modelGroups: string, { instance = 'n8n-1', id = 'c1', secrets = {}, ...process }: Process = {}) {
		const encryptionKey = 'encryptionKey' in process ? process.encryptionKey : ENCRYPTION_KEY;
		const groups =
			process.groups ??
			new LastValidGroups(
				library,
				() => Date.now() + (process.aheadMs ?? 0),
				() => encryptionKey,
			);
		const entries = Object.entries(secrets).map(([name, value]) => ({ name, value }));
		const used = await groups.use({
			id,
			instance,
			source: readModelGroupsCredential({ modelGroups, secrets: { entries } }),
			redis,
			toRedis: (url) => redisOf(url, library),
			serverFault: serverFaultIn(library),
		});
		const router = library.createRouter(used.groups.config, {
			providers: library.createProviders(),
			state: library.createMemoryStateStore({ clock: library.systemClock }),
			pricing: library.createPricing(),
			outbox: null,
		});
		await router.chat({
			group: 'chat',
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
			settings: {},
		});
		return used;
	}

	const textsKey = (name: string) => `{${redis.keyPrefix}}:text:${name}`;
	async function plant(text: string, instance = 'n8n-1', id = 'c1'): Promise<void> {
		for (const name of ['model-groups', 'sealed-model-groups'])
			await client.set(textsKey(`${name}:${instance}:${id}`), text);
	}
	/** What processes shared, as it stands there. */
	async function shared(): Promise<string[]> {
		for (let tries = 0; tries < 100; tries += 1) {
			const keys = await client.keys(textsKey('*'));
			if (keys.length > 0) return await Promise.all(keys.map(async (key) => (await client.get(key)) ?? ''));
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		return [];
	}
	const sealedBy = (key: string, id = 'c1', instance = 'n8n-1') =>
		seal(groupsAt(attacker.url), { instance, credential: id }, key, Date.now());

	it.each<[string, Process]>([
		['whose keys come from the environment', {}],
		['whose only secret has 16 characters', { secrets: { OPENAI_API_KEY: SHORT_SECRET } }],
		['with a long secret', { secrets: { OPENAI_API_KEY: `${SHORT_SECRET}${SHORT_SECRET}` } }],
		['in an n8n without an encryption key', { encryptionKey: undefined }],
	])('sends no key of a credential anywhere, %s', async (_what, process) => {
		for (const text of [
			JSON.stringify({ text: JSON.stringify(groupsAt(attacker.url)), signatures: {} }),
			JSON.stringify(groupsAt(attacker.url)),
			JSON.stringify({ sealedAtMs: Date.now(), groups: groupsAt(attacker.url) }),
			sealedBy('another-key'),
			sealedBy('n8n-1'),
			sealedBy(SHORT_SECRET),
			sealedBy(''),
		]) {
			await plant(text);
			await expect(use(BROKEN, process)).rejects.toThrow(/^The Model Groups credential has faults: .*line 3/);
		}
		expect(attacker.requests).toEqual([]);
	});

	it('is ignored with a hint, also when it stands beside a version of the process itself', async () => {
		await plant(sealedBy('another-key'));
		await expect(use(BROKEN)).rejects.toThrow(IGNORED);
	});

	it.each<[string, Process]>([
		['another credential', { id: 'c2' }],
		['another n8n', { instance: 'n8n-2' }],
		['another n8n with its own key', { encryptionKey: 'another-key' }],
	])('does not serve when it is a replay of what was sealed for %s', async (_what, process) => {
		await use(JSON.stringify(groupsAt(attacker.url)), process);
		const [replayed] = await shared();
		expect(replayed).toMatch(/^v2\./);
		const before = attacker.requests.length;
		await plant(replayed!);
		await expect(use(BROKEN)).rejects.toThrow(IGNORED);
		expect(attacker.requests).toHaveLength(before);
	});

	it('does not serve when it is older than 30 days', async () => {
		await use(JSON.stringify(groupsAt(attacker.url)));
		const [old] = await shared();
		await plant(old!);
		const aheadMs = 31 * 86_400_000;
		await expect(use(BROKEN, { aheadMs })).rejects.toThrow(IGNORED);
		await expect(use(BROKEN)).resolves.toMatchObject({ groups: { groupNames: ['chat'] } });
	});

	it('does not take a process back to an earlier version than the one it shared itself', async () => {
		await use(JSON.stringify(groupsAt(attacker.url)));
		const [earlier] = await shared();
		let aheadMs = 120_000;
		const groups = new LastValidGroups(
			library,
			() => Date.now() + aheadMs,
			() => ENCRYPTION_KEY,
		);
		const present = await startFaultServer();
		try {
			await use(JSON.stringify(groupsAt(present.url)), { groups });
			while ((await shared()).includes(earlier!)) await new Promise((resolve) => setTimeout(resolve, 20));
			// The first use after that knows that its version is there.
			await use(JSON.stringify(groupsAt(present.url)), { groups });
			await plant(earlier!);
			aheadMs += 1_000;
			const before = attacker.requests.length;
			const { warning, hint } = await use(BROKEN, { groups });
			expect(warning).toContain('its last valid version goes on serving');
			expect(hint).toMatch(IGNORED);
			expect(attacker.requests).toHaveLength(before);
			expect(present.requests).toHaveLength(3);
		} finally {
			await present.close();
		}
	}, 20_000);

	it('does not fill the memory', async () => {
		await client.setrange(textsKey('sealed-model-groups:n8n-1:c1'), 200 * 1024 * 1024, 'x');
		const before = process.memoryUsage().arrayBuffers;
		await expect(use(BROKEN)).rejects.toThrow(IGNORED);
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024);
		await client.del(textsKey('sealed-model-groups:n8n-1:c1'));
	});

	it('is not mistaken for one that another process of this n8n left there, which serves', async () => {
		await use(JSON.stringify(groupsAt(attacker.url)));
		expect(await shared()).toHaveLength(1);
		const { warning, hint } = await use(BROKEN);
		expect(warning).toContain('its last valid version goes on serving');
		expect(hint).toBeUndefined();
		expect(attacker.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`, `Bearer ${KEY}`]);
	});

	it('has no companion of ours where n8n has no encryption key, and a hint says so', async () => {
		const { hint } = await use(JSON.stringify(groupsAt(attacker.url)), { encryptionKey: undefined });
		expect(hint).toMatch(/^The model groups are not shared through Redis, since no encryption key of n8n was found/);
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(await client.keys(textsKey('*'))).toEqual([]);
	});

	it('of a version before sealed ones is neither read nor overwritten', async () => {
		const old = JSON.stringify({ text: JSON.stringify(groupsAt(attacker.url)), signatures: {} });
		await client.set(textsKey('model-groups:n8n-1:c1'), old);
		await expect(use(BROKEN)).rejects.toThrow('has faults');
		await use(JSON.stringify(groupsAt(attacker.url)));
		await shared();
		expect(await client.get(textsKey('model-groups:n8n-1:c1'))).toBe(old);
	});
});
