import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisClient } from '../../../../lib/state/redis/create-client';
import type { RedisSettings } from '../../../../lib/state/redis/redis-settings';
import { createSharedStateStore } from '../../../../lib/state/shared-state-store';
import type { AdmitReply, StateStore } from '../../../../lib/state/state-store';
import { describeWithRedis } from '../../../support/redis/describe-with-redis';
import { freshPrefix } from '../../../support/redis/prepared-redis';
import { startRedis } from '../../../support/redis/start-redis';
import { startSentinel } from './start-sentinel';

jest.setTimeout(60_000);

let calls = 0;
async function admit(store: StateStore): Promise<AdmitReply> {
	const callId = `call-${++calls}`;
	return await store.admit({
		...{ callId, attemptId: callId, holder: 'me', order: 'given', wait: true, windowMs: 60_000, leaseMs: 30_000 },
		candidates: [{ key: 'x', priority: 1, tokens: 1, rpm: 1_000 }],
	});
}

/** Until the shared state is used. */
async function untilUsed(store: StateStore): Promise<void> {
	for (let look = 0; look < 300; look++) {
		await admit(store);
		if (store.degraded === undefined) return;
		await sleep(100);
	}
	throw new Error(store.degraded);
}

describeWithRedis('state in Redis, on more than one server', () => {
	it('goes on through a fail-over to a replica, and is there again when Sentinel has named it', async () => {
		const master = await startRedis();
		const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
		const sentinel = await startSentinel([
			`sentinel monitor group 127.0.0.1 ${master.port} 1`,
			'sentinel down-after-milliseconds group 500',
			'sentinel failover-timeout group 3000',
		]);
		const store = createSharedStateStore({
			servers: { kind: 'sentinel', sentinels: [{ host: '127.0.0.1', port: sentinel.port }], masterName: 'group' },
			database: 0,
			keyPrefix: freshPrefix(),
		});
		try {
			await untilUsed(store);
			// Sentinel learns of the replica from the master, every ten seconds.
			await untilKnown(sentinel.port);
			await master.kill9();
			let failed = 0;
			for (let call = 0; call < 50; call++) if ((await admit(store)).kind !== 'granted') failed++;
			expect(failed).toBe(0);
			expect(store.degraded).toBeDefined();
			await untilUsed(store);
			const [state] = await store.snapshot({ keys: ['x'], windowMs: 60_000 });
			expect(state!.requestsInWindow).toBeGreaterThan(0);
			expect(replica.log()).toMatch(/MASTER MODE enabled/);
		} finally {
			await store.close();
			await sentinel.stop();
		}
	});

	it('keeps everything in one slot of a cluster, whichever node has it', async () => {
		const args = ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'];
		const [first, second] = await Promise.all([startRedis({ args }), startRedis({ args })]);
		const tell = async (port: number, ...words: [string, ...string[]]) => {
			const client = await createRedisClient({
				servers: { kind: 'server', host: '127.0.0.1', port },
				database: 0,
				keyPrefix: 'x',
			});
			await client.connect();
			try {
				return await client.call(words[0], ...words.slice(1));
			} finally {
				client.disconnect();
			}
		};
		await tell(first.port, 'CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
		await tell(second.port, 'CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
		await tell(first.port, 'CLUSTER', 'MEET', '127.0.0.1', String(second.port));
		for (let look = 0; look < 200; look++) {
			const infos = await Promise.all(
				[first, second].map(async ({ port }) => String(await tell(port, 'CLUSTER', 'INFO'))),
			);
			if (infos.every((info) => info.includes('cluster_state:ok'))) break;
			await sleep(50);
		}
		// Prefixes that belong to different nodes.
		for (let index = 0; index < 6; index++) {
			const settings: RedisSettings = {
				servers: { kind: 'cluster', nodes: [{ host: '127.0.0.1', port: first.port }] },
				database: 0,
				keyPrefix: `prefix-${index}`,
			};
			const [one, other] = [createSharedStateStore(settings), createSharedStateStore(settings)];
			try {
				await untilUsed(one);
				await untilUsed(other);
				const [before] = await one.snapshot({ keys: ['x'], windowMs: 60_000 });
				expect((await admit(other)).kind).toBe('granted');
				expect(other.degraded).toBeUndefined();
				expect(await one.snapshot({ keys: ['x'], windowMs: 60_000 })).toMatchObject([
					{ inFlight: before!.inFlight + 1 },
				]);
				await wakesEachOther(one, other);
			} finally {
				await Promise.all([one.close(), other.close()]);
			}
		}
	});
});

/** Who waits at one is woken by what happens at the other. */
async function wakesEachOther(one: StateStore, other: StateStore): Promise<void> {
	const ask = (callId: string) => ({
		...{
			callId,
			attemptId: callId,
			holder: 'me',
			order: 'given' as const,
			wait: true,
			windowMs: 60_000,
			leaseMs: 30_000,
		},
		candidates: [{ key: 'y', priority: 1, tokens: 1, concurrency: 1 }],
	});
	const granted = await other.admit(ask('holds'));
	if (granted.kind !== 'granted') throw new Error(`${granted.kind}, not granted`);
	let wakes = 0;
	one.onWake('waits', () => wakes++);
	expect((await one.admit(ask('waits'))).kind).toBe('waiting');
	for (let look = 0; look < 100 && wakes === 0; look++) await sleep(20); // it hears, and looks again
	const heard = wakes;
	expect(heard).toBeGreaterThan(0);
	await other.settle({
		...{ callId: 'holds', attemptId: 'holds', key: 'y', epoch: granted.epoch, outcome: { kind: 'success' } },
		...{ breaker: { allowedFails: 3, cooldownMs: 1_000 }, reached: true, latencyMs: 1, windowMs: 60_000 },
	});
	for (let look = 0; look < 100 && wakes === heard; look++) await sleep(20);
	expect(wakes).toBeGreaterThan(heard);
	expect((await one.admit(ask('waits'))).kind).toBe('granted');
}

async function untilKnown(sentinelPort: number): Promise<void> {
	const client = await createRedisClient({
		servers: { kind: 'server', host: '127.0.0.1', port: sentinelPort },
		database: 0,
		keyPrefix: 'x',
	});
	await client.connect();
	try {
		for (let look = 0; look < 300; look++) {
			const text = JSON.stringify(await client.call('SENTINEL', 'REPLICAS', 'group'));
			if (text.includes('"master-link-status","ok"')) return;
			await sleep(100);
		}
		throw new Error('Sentinel has not heard of the replica.');
	} finally {
		client.disconnect();
	}
}
