import { createRedisClient } from '../../lib/state/redis/create-client';
import { testRedis, type RedisSettings } from '../../lib';
import { describeWithRedis } from '../support/redis/describe-with-redis';
import { startRedis, type RunningRedis } from '../support/redis/start-redis';
import { codeBlocks, readText } from './read-docs';

const PASSWORD = 'a-password';
const [command] = codeBlocks(readText('docs/redis.md'), 'text');
const words = command!.trim().replace('PASSWORD', PASSWORD).split(' ');

async function ask(settings: RedisSettings, ...parts: string[]): Promise<unknown> {
	const client = await createRedisClient(settings);
	try {
		await client.connect();
		return await client.call(parts[0]!, ...parts.slice(1));
	} finally {
		client.disconnect();
	}
}

describeWithRedis('the user of docs/redis.md', () => {
	let redis: RunningRedis;
	let settings: RedisSettings;
	beforeAll(async () => {
		redis = await startRedis();
		const admin: RedisSettings = {
			servers: { kind: 'server', host: redis.host, port: redis.port },
			database: 0,
			keyPrefix: 'routed-llm',
		};
		await ask(admin, ...words);
		settings = { ...admin, username: 'n8n', password: PASSWORD };
	});

	it('passes the test of the credential', async () => {
		await expect(testRedis(settings, 5_000)).resolves.toHaveProperty('version');
	});

	it.each([['GET', 'bull:jobs:1'], ['KEYS', '*'], ['FLUSHALL'], ['CONFIG', 'GET', '*'], ['SET', 'other', '1']])(
		'may not %s %s',
		async (...parts) => {
			await expect(ask(settings, ...parts)).rejects.toThrow(/^NOPERM/);
		},
	);
});
