import type { RedisClient } from './create-client';
import { loadScript } from './load-script';
import type { RedisSettings } from './redis-settings';
import { useOnce } from './use-once';

/** Scripts that ask the clock and then write are taken since Redis 5. */
const OLDEST_MAJOR = 5;

/**
 * Tries out what the shared state needs: a connection, scripts that write under the key prefix, and subscriptions.
 * What it writes is gone after a second. Ends its connection, whatever comes.
 * @returns `version` with the product's name, such as `Redis 7.0.15` or `Valkey 8.1.0`
 * @throws Error with one sentence, without full stop, that says what is wrong and what to do
 */
export async function testRedis(settings: RedisSettings, timeoutMs: number): Promise<{ version: string }> {
	const version = await useOnce(settings, timeoutMs, async (client) => await tryOut(client, settings.keyPrefix));
	if (Number(/\d+/.exec(version)?.[0]) < OLDEST_MAJOR)
		throw new Error(`Redis cannot be used: it is too old; version ${OLDEST_MAJOR} or later is needed`);
	return { version };
}

async function tryOut(client: RedisClient, keyPrefix: string): Promise<string> {
	await client.ping();
	await client.eval(loadScript('check').text, 1, `{${keyPrefix}}`);
	const version = versionIn(await client.info('server'));
	await client.subscribe(`{${keyPrefix}}:wake:test`);
	return version;
}

/** Valkey also names the version of Redis that it stands for. */
function versionIn(info: string): string {
	const [, valkey] = /^valkey_version:(\S+)/m.exec(info) ?? [];
	const [, redis = 'of an unknown version'] = /^redis_version:(\S+)/m.exec(info) ?? [];
	return valkey === undefined ? `Redis ${redis}` : `Valkey ${valkey}`;
}
