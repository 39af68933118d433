import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { createRedisStateStore } from '../../lib/state/redis/redis-state-store';
import * as present from '../../lib/state/redis/redis-state-store';
import type { AdmitReply, Candidate, Outcome, StateStore } from '../../lib/state/state-store';
import { hasCommit } from '../../scripts/build-commit';
import { runQueueUndisturbed } from '../../scripts/soak/queue-run';
import { connectBothWays } from '../lib/state/redis/connect-both-ways';
import { compileLib, compileLibOf } from '../support/compile-lib';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

/** The last one whose scripts knew nothing of silent calls, of a cooldown's length, or of damage. */
const BEFORE = '2f87784';
const WINDOW_MS = 2_000;
const PROCESSES = 4;

const describeMixed = hasCommit(BEFORE) ? describe : describe.skip;
const reason = hasCommit(BEFORE) ? '' : ` (skipped: ${BEFORE} is not in this clone; git fetch --unshallow)`;

jest.setTimeout(120_000);

describeWithSharedRedis('on a real server', () => {
	describeMixed(`this version and the one before share a Redis${reason}`, () => {
		let folders: { before: string; now: string };
		beforeAll(() => {
			folders = { before: newFolder(), now: newFolder() };
			compileLibOf(BEFORE, folders.before);
			compileLib(folders.now);
		});
		afterAll(() => Object.values(folders).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

		it.each(['left alone', 'killed'] as const)(
			'the limit holds in every window, and no call fails or goes apart, while processes are %s',
			async (becomes) => {
				const lib = [folders.before, folders.now];
				const run = { lib, redis: redisSettings(), becomes, processes: PROCESSES, forMs: 14_000 };
				const result = await runQueueUndisturbed(run);
				expect(Object.keys(result.ends)).toEqual(['answered']);
				expect(result.busiestWindow).toBeLessThanOrEqual(result.limit);
				expect(result.requests).toBeGreaterThan(2 * result.limit);
			},
		);

		describe.each([
			{ first: 'before', second: 'now' },
			{ first: 'now', second: 'before' },
		] as const)('what the version $first has written, the version $second reads', ({ first, second }) => {
			let a: StateStore;
			let b: StateStore;
			beforeEach(async () => {
				const settings = redisSettings();
				[a, b] = [storeOf(first)({ settings }), storeOf(second)({ settings })];
				await Promise.all([connectBothWays(a), connectBothWays(b)]);
			});
			afterEach(async () => {
				await Promise.all([a.close(), b.close()]);
			});

			function storeOf(version: 'before' | 'now'): typeof createRedisStateStore {
				if (version === 'now') return present.createRedisStateStore;
				const module = join(folders.before, 'state/redis/redis-state-store.js');
				return (require(module) as typeof present).createRedisStateStore;
			}

			it('counts requests and tokens of both in one window', async () => {
				expect((await ask(a, 'call-1', { rpm: 2 })).kind).toBe('granted');
				expect((await ask(b, 'call-2', { rpm: 2 })).kind).toBe('granted');
				expect((await ask(a, 'call-3', { rpm: 2 })).kind).toBe('waiting');
				expect((await ask(b, 'call-4', { tpm: 25 })).kind).toBe('waiting');
			});

			it('counts the requests under way of both', async () => {
				await ask(a, 'call-1', { concurrency: 1 });
				const reply = await ask(b, 'call-2', { concurrency: 1 });
				expect(reply).toMatchObject({ kind: 'waiting', reasons: [{ reason: 'concurrency' }] });
				const woken = new Promise<void>((resolve) => b.onWake('call-2', resolve));
				await settle(a, 'call-1', { kind: 'success' });
				await woken;
				expect((await ask(b, 'call-2', { concurrency: 1 })).kind).toBe('granted');
			});

			it('serves those who wait in the order in which they came', async () => {
				await ask(b, 'runs', { concurrency: 1 });
				await ask(a, 'call-1', { concurrency: 1 });
				const reply = await ask(b, 'call-2', { concurrency: 1 });
				expect(reply).toMatchObject({ kind: 'waiting', reasons: [{ reason: 'line' }] });
				const woken = new Promise<void>((resolve) => a.onWake('call-1', resolve));
				await settle(b, 'runs', { kind: 'success' });
				await woken;
				expect((await ask(b, 'call-2', { concurrency: 1 })).kind).toBe('waiting');
				expect((await ask(a, 'call-1', { concurrency: 1 })).kind).toBe('granted');
			});

			it('keeps a cooldown and its probe', async () => {
				await ask(a, 'fails', {});
				await settle(a, 'fails', { kind: 'cool', cause: 'retry_after', untilMs: 400 });
				const reply = await ask(b, 'call-1', {}, false);
				expect(reply).toMatchObject({ kind: 'refused', reasons: [{ reason: 'cooling', cause: 'retry_after' }] });
				await settle(b, 'late', { kind: 'cool', cause: 'retry_after', untilMs: 800 }, 1);
				const again = await ask(a, 'call-2', {}, false);
				expect(again).toMatchObject({ kind: 'refused', reasons: [{ reason: 'cooling' }] });
				await new Promise((resolve) => setTimeout(resolve, 900));
				expect(await ask(a, 'call-3', {})).toMatchObject({ kind: 'granted', probe: true });
				expect(await ask(b, 'call-4', {}, false)).toMatchObject({ reasons: [{ reason: 'probing' }] });
			});
		});

		it('a waiting call of the version before keeps its place for as long as its ticket: it knows of no turns', async () => {
			const settings = redisSettings();
			const old = (require(join(folders.before, 'state/redis/redis-state-store.js')) as typeof present)
				.createRedisStateStore;
			const [a, b] = [old({ settings }), present.createRedisStateStore({ settings })];
			await Promise.all([connectBothWays(a), connectBothWays(b)]);
			try {
				await ask(b, 'runs', { concurrency: 1 });
				await ask(a, 'old', { concurrency: 1 });
				await ask(b, 'next', { concurrency: 1 });
				await settle(b, 'runs', { kind: 'success' });
				await new Promise((resolve) => setTimeout(resolve, 2_000));
				expect((await ask(b, 'next', { concurrency: 1 })).kind).toBe('waiting');
				expect((await ask(a, 'old', { concurrency: 1 })).kind).toBe('granted');
			} finally {
				await Promise.all([a.close(), b.close()]);
			}
		});
	});
});

const newFolder = () => mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));

async function ask(store: StateStore, callId: string, limits: Partial<Candidate>, wait = true): Promise<AdmitReply> {
	const candidates = [{ key: 'x', priority: 1, tokens: 10, ...limits }];
	const ids = { callId, attemptId: callId, holder: callId };
	return await store.admit({ ...ids, candidates, order: 'given', wait, windowMs: WINDOW_MS, leaseMs: 30_000 });
}

async function settle(store: StateStore, callId: string, outcome: Outcome, epoch = 0): Promise<void> {
	const ids = { callId, attemptId: callId, key: 'x', epoch, windowMs: WINDOW_MS };
	const breaker = { allowedFails: 3, cooldownMs: 500 };
	await store.settle({ ...ids, outcome, breaker, reached: true, latencyMs: 5 });
}
