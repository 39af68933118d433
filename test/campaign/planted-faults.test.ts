import { startCampaign } from '../../scripts/soak/start-campaign';
import { preparedRedis } from '../support/redis/prepared-redis';
import { redisSettings } from '../support/redis/redis-settings';
import { PLANTED_FAULTS } from './planted-faults';

const CALLS = 1_500;
const SEED = 7;
const TIMEOUT_MS = 240_000;
/** Two at a time: most of a campaign is waiting. */
const AT_ONCE = 2;

const hasRedis = preparedRedis().sharedUrl !== undefined;
/** A fault of the Redis scripts shows only with a Redis. */
const playable = PLANTED_FAULTS.filter(({ file }) => !file.endsWith('.lua') || hasRedis);

describe('the campaign finds', () => {
	const found = new Map<string, Promise<readonly string[]>>();

	beforeAll(() => {
		let last: Array<Promise<unknown>> = Array.from({ length: AT_ONCE }, async () => {});
		for (const planted of playable) {
			const [before, ...others] = last;
			const run = before!.then(async () => {
				const { name: _name, breaks: _breaks, focus, ...change } = planted;
				const figures = await startCampaign({
					...{
						calls: CALLS,
						seed: SEED,
						redis: hasRedis ? redisSettings() : undefined,
						stopsEarly: true,
						timeoutMs: TIMEOUT_MS - 10_000,
					},
					focus: focus === undefined ? undefined : [...focus],
					planted: change,
				});
				return Object.keys(figures.broken);
			});
			found.set(planted.name, run);
			last = [...others, run.catch(() => {})];
		}
	});

	afterAll(async () => void (await Promise.allSettled(found.values())), TIMEOUT_MS);

	it.each(playable.map(({ name, breaks }) => [name, breaks]))(
		'that %s',
		async (name, breaks) => {
			expect(await found.get(name)).toContain(breaks);
		},
		TIMEOUT_MS,
	);
});

it('fails when a planted fault fits nowhere any more', async () => {
	const planted = { file: 'router/call.ts', search: 'no such line', replace: '' };
	await expect(startCampaign({ calls: 1, seed: 1, planted, timeoutMs: TIMEOUT_MS })).rejects.toThrow(
		'router/call.ts does not hold, exactly once: no such line',
	);
});
