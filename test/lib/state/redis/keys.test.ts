import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRedisClient } from '../../../../lib/state/redis/create-client';
import { createRedisStateStore } from '../../../../lib/state/redis/redis-state-store';
import { describeWithSharedRedis } from '../../../support/redis/describe-with-redis';
import { redisSettings } from '../../../support/redis/redis-settings';
import { createCrowd } from '../random-calls';

const document = readFileSync(join(__dirname, '../../../../docs/redis.md'), 'utf8');

/** What stands for any identity or cause in the names that the document gives. */
const PLACEHOLDERS: Record<string, string> = { ID: '[^:]+', CAUSE: '(failure|access|quota)' };

/** The names in the document's table of keys, as patterns; those without `:deployment` of their own continue the one before. */
function documentedKeys(): RegExp[] {
	const rows = document.slice(document.indexOf('## Keys')).match(/^\| `:.*$/gm) ?? [];
	return rows.flatMap((row) => {
		const names = row
			.split('|')[1]!
			.match(/`:[^`]+`/g)!
			.map((name) => name.slice(1, -1));
		const stem = /^:deployment:ID/.exec(names[0]!)?.[0] ?? '';
		return names
			.map((name) => (name.startsWith(':deployment') ? name : stem + name))
			.map((name) => new RegExp(`^${name.replace(/ID|CAUSE/g, (word) => PLACEHOLDERS[word]!)}$`));
	});
}

describeWithSharedRedis('the keys of the shared state', () => {
	it('are those that docs/redis.md lists, have the prefix, and all end by themselves', async () => {
		const names = new Set<string>();
		for (const seed of [1, 2, 3, 4]) for (const name of await namesUsed(seed)) names.add(name);
		const documented = documentedKeys();
		expect([...names].filter((name) => !documented.some((pattern) => pattern.test(name)))).toEqual([]);
		expect(documented.filter((pattern) => ![...names].some((name) => pattern.test(name)))).toEqual([]);
	});
});

/** The names, without their prefix, of all keys that a crowd of random calls leaves on its way; each with a time to live. */
async function namesUsed(seed: number): Promise<Set<string>> {
	const settings = redisSettings();
	const root = `{${settings.keyPrefix}}`;
	const client = await createRedisClient(settings);
	await client.connect();
	let nowMs = () => 0;
	const handles = [0, 1].map(() => createRedisStateStore({ settings, serverNowMs: () => nowMs() }));
	const names = new Set<string>();
	try {
		const crowd = createCrowd(seed, { connect: () => handles });
		nowMs = () => crowd.clock.now();
		await handles[0]!.check();
		for (let step = 0; step < 100; step++) {
			await crowd.step();
			await crowd.pass(crowd.whole(0, 200));
			if (step % 5 > 0) continue;
			for (const key of await client.keys(`*${settings.keyPrefix}*`)) {
				expect(key.startsWith(`${root}:`)).toBe(true);
				names.add(key.slice(root.length));
				const livesMs = await client.pttl(key);
				expect({ key, lives: livesMs > 0 || livesMs === -2 }).toEqual({ key, lives: true }); // -2: it is gone already
			}
		}
		return names;
	} finally {
		client.disconnect();
		await Promise.all(handles.map(async (handle) => await handle.close()));
	}
}
