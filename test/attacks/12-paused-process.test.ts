import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQueueUndisturbed } from '../../scripts/soak/queue-run';
import { compileLib } from '../support/compile-lib';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

const PROCESSES = 6;
/** Six disturbances; `npm run soak:queue` takes a minute. */
const FOR_MS = 36_000;

jest.setTimeout(180_000);

// What one silent call does is in the contract of both state stores (test/lib/state/contract/silent-head.ts).
describeWithSharedRedis('attack 12: processes that are killed or paused while their calls wait', () => {
	let lib: string;
	beforeAll(() => {
		lib = mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));
		compileLib(lib);
	});
	afterAll(() => rmSync(lib, { recursive: true, force: true }));

	it.each(['killed', 'paused'] as const)(
		'one of six is %s every 6 s: the limit holds in every window and is used to more than half',
		async (becomes) => {
			const run = { lib, redis: redisSettings(), becomes, processes: PROCESSES, forMs: FOR_MS };
			const result = await runQueueUndisturbed(run);
			expect(Object.keys(result.ends)).toEqual(['answered']);
			expect(result.busiestWindow).toBeLessThanOrEqual(result.limit);
			expect(result.lastThirdShare).toBeGreaterThanOrEqual(0.5);
		},
	);
});
