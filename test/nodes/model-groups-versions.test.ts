import * as library from '../../lib';
import { redisOf, serverFaultIn } from '../../nodes/shared/model-groups/groups-source';
import { LastValidGroups } from '../../nodes/shared/model-groups/last-valid';
import { readModelGroupsCredential } from '../../nodes/shared/model-groups/read-credential';

const BROKEN = 'groups:\n  chat:\n    deploymants: []\nredis: redis://127.0.0.1:1\n';
const naming = (group: string): string =>
	`groups:\n  ${group}:\n    deployments: [{ provider: ollama, model: m }]\nredis: redis://127.0.0.1:1\n`;

/** Processes with one Redis between them, and a clock. */
function createProcesses() {
	const texts = new Map<string, string>();
	const redis = { isAway: false, reads: 0, nowMs: 0 };
	const store = (): library.SharedTexts => ({
		read: async (name) => {
			redis.reads += 1;
			if (redis.isAway) throw new Error('away');
			return await Promise.resolve(texts.get(name));
		},
		write: async (name, text) => {
			if (redis.isAway) throw new Error('away');
			await Promise.resolve(texts.set(name, text));
		},
	});
	const start = (instance = 'n8n-1', key: string | undefined = 'encryption-key') => {
		const groups = new LastValidGroups(
			{ ...library, createSharedTexts: store },
			() => redis.nowMs,
			() => key,
		);
		return async (modelGroups: string): Promise<string[]> => {
			const source = readModelGroupsCredential({ modelGroups });
			const toRedis = (url: string) => redisOf(url, library);
			const used = await groups.use({ id: 'c', instance, source, toRedis, serverFault: serverFaultIn(library) });
			await new Promise(setImmediate);
			return used.groups.groupNames;
		};
	};
	return { redis, start };
}

describe('versions of a Model Groups credential in several processes', () => {
	it('goes on with the last valid version also where only another process has used it', async () => {
		const { redis, start } = createProcesses();
		const [one, other] = [start(), start()];
		await one(naming('first'));
		await other(naming('second'));
		expect(await one(BROKEN)).toEqual(['second']);
		expect(await one(BROKEN)).toEqual(['second']);
		expect(redis.reads).toBe(1);
	});

	it('goes on with a version that came back after another process had used a later one', async () => {
		const { redis, start } = createProcesses();
		const [one, other] = [start(), start()];
		await one(naming('first'));
		await other(naming('second'));
		redis.nowMs += 60_000;
		await one(naming('first'));
		expect(await one(BROKEN)).toEqual(['first']);
		expect(await start()(BROKEN)).toEqual(['first']);
	});

	it('goes on with its own version where it could not be shared', async () => {
		const { redis, start } = createProcesses();
		await start()(naming('old'));
		redis.isAway = true;
		const one = start();
		await one(naming('new'));
		expect(await one(BROKEN)).toEqual(['new']);
		redis.isAway = false;
		expect(await one(`${BROKEN}\n`)).toEqual(['new']);
	});

	it('asks a Redis that is away once for each faulty text', async () => {
		const { redis, start } = createProcesses();
		const one = start();
		await one(naming('first'));
		redis.isAway = true;
		for (let call = 0; call < 3; call += 1) expect(await one(BROKEN)).toEqual(['first']);
		expect(redis.reads).toBe(1);
	});

	it('takes no version of another n8n that has the same credential id', async () => {
		const { start } = createProcesses();
		await start('n8n-1')(naming('production'));
		await expect(start('n8n-2')(BROKEN)).rejects.toThrow('The Model Groups credential has faults');
	});
});
