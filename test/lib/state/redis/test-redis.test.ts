import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisClient } from '../../../../lib/state/redis/create-client';
import type { RedisServers, RedisSettings } from '../../../../lib/state/redis/redis-settings';
import { testRedis } from '../../../../lib/state/redis/test-redis';
import { closedPort } from '../../../support/fault-server';
import { describeWithRedis } from '../../../support/redis/describe-with-redis';
import { startRedis, type RunningRedis } from '../../../support/redis/start-redis';
import { createCertificate, hasOpenSsl, type Certificate } from './certificate';
import { startSentinel, type RunningSentinel } from './start-sentinel';

const TIMEOUT_MS = 8_000;
const PASSWORD = 'planted-password';

const at = (port: number): RedisServers => ({ kind: 'server', host: '127.0.0.1', port });

function settingsOf(servers: RedisServers, more: Partial<RedisSettings> = {}): RedisSettings {
	return { servers, database: 0, keyPrefix: 'routed-llm', ...more };
}

async function faultOf(settings: RedisSettings, timeoutMs = TIMEOUT_MS): Promise<string> {
	const fault = await testRedis(settings, timeoutMs).then(
		({ version }) => `none, but ${version}`,
		(error: Error) => error.message,
	);
	expect(fault).not.toContain('planted');
	return fault;
}

/** Says it to the server as an administrator does. */
async function tell(server: RunningRedis, ...words: string[]): Promise<unknown> {
	const admin = await createRedisClient(settingsOf(at(server.port)));
	try {
		await admin.connect();
		return await admin.call(words[0]!, ...words.slice(1));
	} finally {
		admin.disconnect();
	}
}

async function connectionsOf(server: RunningRedis): Promise<number> {
	return (
		String(await tell(server, 'CLIENT', 'LIST'))
			.trim()
			.split('\n').length - 1
	);
}

describeWithRedis('the test of a way to Redis', () => {
	let plain: RunningRedis;
	beforeAll(async () => {
		plain = await startRedis();
	});

	it('names the version, leaves nothing behind, and ends its connection', async () => {
		expect((await testRedis(settingsOf(at(plain.port)), TIMEOUT_MS)).version).toMatch(/^(Redis|Valkey) \d+\.\d+/);
		const [key] = (await tell(plain, 'KEYS', '*')) as string[];
		if (key !== undefined) expect(Number(await tell(plain, 'PTTL', key))).toBeLessThanOrEqual(1_000);
		for (let look = 0; look < 100 && (await connectionsOf(plain)) > 0; look++) await sleep(20);
		expect(await connectionsOf(plain)).toBe(0);
	});

	it('says that nothing listens there, or that there is no such host', async () => {
		expect(await faultOf(settingsOf(at(await closedPort())))).toMatch(/nothing listens at that address and port/);
		const unknown = { kind: 'server', host: 'no-such-host.invalid', port: 6379 } as const;
		expect(await faultOf(settingsOf(unknown))).toMatch(/host is not known/);
	});

	it('says that a password is missing or wrong, or the user unknown', async () => {
		const locked = await startRedis({ args: ['--requirepass', 'secret'] });
		expect(await faultOf(settingsOf(at(locked.port)))).toMatch(/wants a password/);
		expect(await faultOf(settingsOf(at(locked.port), { password: PASSWORD }))).toMatch(/user or password is wrong/);
		expect(await faultOf(settingsOf(at(locked.port), { username: 'planted', password: 'secret' }))).toMatch(
			/user or password is wrong/,
		);
		expect(await faultOf(settingsOf(at(locked.port), { password: 'secret' }))).toMatch(/^none/);
	});

	it('says that there is no such database', async () => {
		expect(await faultOf(settingsOf(at(plain.port), { database: 99 }))).toMatch(/no database of that number/);
	});

	it('says that the server is a read-only replica', async () => {
		const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(plain.port)] });
		expect(await faultOf(settingsOf(at(replica.port)))).toMatch(/read-only replica|lost its master/);
	});

	it('says that the memory is full', async () => {
		const full = await startRedis({ args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
		expect(await faultOf(settingsOf(at(full.port)))).toMatch(/memory is full/);
	});

	it.each([
		['scripts', ['~{routed-llm}*', '&{routed-llm}*', '+@all', '-eval']],
		['writing', ['~{routed-llm}*', '&{routed-llm}*', '+@all', '-set']],
		['the keys', ['~other*', '&{routed-llm}*', '+@all']],
		['publishing', ['~{routed-llm}*', '&{routed-llm}*', '+@all', '-publish']],
		['the channels', ['~{routed-llm}*', 'resetchannels', '+@all']],
	])('says that the user may not do what is needed: %s', async (_what, rights) => {
		await tell(plain, 'ACL', 'SETUSER', 'limited', 'reset', 'on', `>${PASSWORD}`, ...rights);
		const settings = settingsOf(at(plain.port), { username: 'limited', password: PASSWORD });
		expect(await faultOf(settings)).toMatch(/user may not do what is needed/);
	});

	it('says that there is no answer', async () => {
		const silent: Server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
		await once(silent, 'listening');
		const { port } = silent.address() as { port: number };
		expect(await faultOf(settingsOf(at(port)), 300)).toMatch(/no answer in time/);
		silent.close();
	});

	it('says that what answers is not Redis', async () => {
		const other: Server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
			0,
			'127.0.0.1',
		);
		await once(other, 'listening');
		expect(await faultOf(settingsOf(at((other.address() as { port: number }).port)))).toMatch(/not Redis/);
		other.close();
	});
});

const itWithOpenSsl = hasOpenSsl ? it : it.skip;

describeWithRedis('the test of a way to Redis with TLS', () => {
	let certificate: Certificate;
	let secured: RunningRedis;
	let plain: RunningRedis;
	beforeAll(async () => {
		if (!hasOpenSsl) return;
		certificate = createCertificate();
		[secured, plain] = await Promise.all([startRedis({ args: certificate.serverArgs }), startRedis()]);
	});
	afterAll(() => certificate?.remove());

	itWithOpenSsl('is passed where the authority is given', async () => {
		expect(await faultOf(settingsOf(at(secured.port), { tls: { ca: certificate.pem } }))).toMatch(/^none/);
	});

	itWithOpenSsl('says that the certificate is not trusted', async () => {
		expect(await faultOf(settingsOf(at(secured.port), { tls: {} }))).toMatch(/certificate is not trusted/);
	});

	itWithOpenSsl('says what may be wrong when one side only speaks TLS', async () => {
		expect(await faultOf(settingsOf(at(secured.port)))).toMatch(/connection was closed.*TLS only/);
		expect(await faultOf(settingsOf(at(plain.port), { tls: { ca: certificate.pem } }), 500)).toMatch(
			/no answer in time.*TLS/,
		);
	});
});

describeWithRedis('the test of a way to a Redis Cluster', () => {
	let nodes: RunningRedis[];
	const cluster = (...ports: number[]): RedisServers => ({
		kind: 'cluster',
		nodes: ports.map((port) => ({ host: '127.0.0.1', port })),
	});

	beforeAll(async () => {
		const args = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
		nodes = await Promise.all([startRedis({ args }), startRedis({ args })]);
		await tell(nodes[1]!, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
		await tell(nodes[0]!, 'CLUSTER', 'MEET', '127.0.0.1', String(nodes[1]!.port));
		for (let look = 0; look < 200 && !(await isComplete(nodes[0]!)); look++) await sleep(50);
	}, 20_000);

	const isComplete = async (node: RunningRedis) =>
		String(await tell(node, 'CLUSTER', 'INFO')).includes('cluster_state:ok');

	it('is passed with one of its nodes named', async () => {
		expect(await faultOf(settingsOf(cluster(nodes[0]!.port)))).toMatch(/^none/);
	});

	it('says that a single server was named that is part of a cluster', async () => {
		expect(await faultOf(settingsOf(at(nodes[0]!.port)))).toMatch(/choose Cluster as the connection/);
		expect(await faultOf(settingsOf(at(nodes[0]!.port), { database: 1 }))).toMatch(
			/cluster, which has database 0 only/,
		);
	});

	it('says that the nodes are no cluster, want a password, or are not there', async () => {
		const [single, locked] = await Promise.all([startRedis(), startRedis({ args: ['--requirepass', 'secret'] })]);
		expect(await faultOf(settingsOf(cluster(single.port)))).toMatch(/no part of a cluster/);
		expect(await faultOf(settingsOf(cluster(locked.port)))).toMatch(/wants a password/);
		expect(await faultOf(settingsOf(cluster(locked.port), { password: PASSWORD }))).toMatch(
			/user or password is wrong/,
		);
		expect(await faultOf(settingsOf(cluster(await closedPort())))).toMatch(/connection was closed|nothing listens/);
	});
});

describeWithRedis('the test of a way through Sentinels', () => {
	let master: RunningRedis;
	let sentinel: RunningSentinel;
	const sentinels: RunningSentinel[] = [];
	const through = (ports: number[], masterName = 'mymaster', sentinelPassword?: string): RedisServers => ({
		kind: 'sentinel',
		sentinels: ports.map((port) => ({ host: '127.0.0.1', port })),
		masterName,
		sentinelPassword,
	});

	async function watch(name: string, port: number, ...more: string[]): Promise<RunningSentinel> {
		const started = await startSentinel([...more, `sentinel monitor ${name} 127.0.0.1 ${port} 1`]);
		sentinels.push(started);
		return started;
	}

	beforeAll(async () => {
		master = await startRedis();
		sentinel = await watch('mymaster', master.port);
	});
	afterAll(async () => {
		await Promise.all(sentinels.map((each) => each.stop()));
	});

	it('is passed with one of the Sentinels down', async () => {
		expect(await faultOf(settingsOf(through([await closedPort(), sentinel.port])))).toMatch(/^none/);
	});

	it('says that they do not know the master', async () => {
		expect(await faultOf(settingsOf(through([sentinel.port], 'other')))).toBe(
			'The Sentinels cannot be used: they know no master of that name; correct the name',
		);
	});

	it('says that none is there, or that what is there is none', async () => {
		expect(await faultOf(settingsOf(through([await closedPort()])))).toMatch(/^The Sentinels cannot be used: /);
		expect(await faultOf(settingsOf(through([master.port])))).toMatch(/no Sentinel/);
		expect(await faultOf(settingsOf(at(sentinel.port)))).toMatch(/choose Sentinel as the connection/);
	});

	it("says that the Sentinels' password is missing or wrong", async () => {
		const locked = await watch('mymaster', master.port, 'requirepass secret');
		expect(await faultOf(settingsOf(through([locked.port])))).toMatch(/^The Sentinels .* wants a password/);
		expect(await faultOf(settingsOf(through([locked.port], 'mymaster', PASSWORD)))).toMatch(
			/^The Sentinels .* password is wrong/,
		);
	});

	it('says that the master of that name is down', async () => {
		const { port } = await watch('gone', await closedPort());
		expect(await faultOf(settingsOf(through([port], 'gone')))).toMatch(/^Redis cannot be used: nothing listens/);
	});
});
