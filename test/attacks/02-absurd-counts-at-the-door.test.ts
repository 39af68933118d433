import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_TOKEN_COUNT } from '../../lib/bounds';
import { systemClock } from '../../lib/clock';
import { createRouter, type Router } from '../../lib/router/create-router';
import { createMemoryStateStore } from '../../lib/state/memory';
import { createRedisStateStore } from '../../lib/state/redis/redis-state-store';
import type { StateStore } from '../../lib/state/state-store';
import type { ChatAnswer, ChatRequest } from '../../lib/types/routing';
import { QUARTER_HOUR_MS } from '../../lib/types/spend';
import { createSqliteOutbox, createSqliteUsageLog } from '../../lib/usage/sqlite';
import { COUNTED_ANSWERS, type CountedAnswer } from '../support/counted-answers';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

const ABSURD = [
	'9007199254740992',
	'18446744073709551615',
	'1e308',
	'1e999',
	'1000000001',
	'-7',
	'1.5',
	'"12"',
	'true',
	'[1]',
];
const FIELDS = ['inputTokens', 'cachedTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'] as const;

const request: ChatRequest = {
	group: 'chat',
	messages: [{ role: 'user', content: [{ type: 'text', text: 'A question of nine words, to be estimated alone.' }] }],
};

describe('attack 02: counts of tokens that can be none', () => {
	let server: FaultServer;
	let folder: string;
	let router: Router | undefined;
	let state: StateStore | undefined;

	beforeEach(async () => {
		server = await startFaultServer();
		folder = mkdtempSync(join(tmpdir(), 'counts-'));
	});
	afterEach(async () => {
		await router?.close();
		await state?.close();
		state = undefined;
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	});

	function start({ provider }: CountedAnswer, limits: { tpm?: number } = {}, windowMs?: number): Router {
		const baseUrl = provider === 'openai-compatible' ? `${server.url}/v1` : server.url;
		const prices = { inputPerMillion: 1, outputPerMillion: 2 };
		const deployment = { name: 'Main', provider, baseUrl, apiKey: 'test-key', model: 'm', prices, ...limits };
		const outbox = createSqliteOutbox({ folder });
		router = createRouter(
			{ groups: { chat: { deployments: [deployment], maxQueueWaitSeconds: 0 } } },
			{ outbox, state, windowMs },
		);
		return router;
	}

	async function streamed(over: Router): Promise<ChatAnswer> {
		for await (const event of over.stream(request)) if (event.type === 'answer') return event.answer;
		throw new Error('no answer');
	}

	async function expectReadable(calls: number): Promise<void> {
		const log = createSqliteUsageLog({ folder });
		try {
			const rows = await log.calls({});
			const totals = await log.totals({});
			const nowMs = Math.ceil(Date.now() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
			const spend = await log.spend({ boundariesMs: [nowMs - 2 * QUARTER_HOUR_MS, nowMs], groupBy: [] });
			expect(rows).toHaveLength(calls);
			for (const row of rows) {
				for (const field of FIELDS) {
					const count = row[field];
					if (count === undefined) continue;
					expect(Number.isInteger(count)).toBe(true);
					expect(count).toBeGreaterThanOrEqual(0);
					expect(count).toBeLessThanOrEqual(MAX_TOKEN_COUNT);
				}
				expect(row.estimated).toBe(true);
				expect(row.costUsd).toBeGreaterThan(0);
				expect(row.costUsd).toBeLessThan(0.001);
			}
			expect(totals).toMatchObject({ calls, unpricedCalls: 0 });
			expect(spend.rows[0]).toMatchObject({ calls });
		} finally {
			await log.close();
		}
	}

	describe.each(COUNTED_ANSWERS)('in $name', (counted) => {
		it('are estimated, priced, reported by one hint, and leave the log readable', async () => {
			const over = start(counted);
			for (const count of ABSURD) {
				server.reply(counted.reply(count));
				for (const answer of [await over.chat(request), await streamed(over)]) {
					expect(answer.text).toBe('Hi.');
					expect(answer.usageEstimated).toBe(true);
					expect(answer.usage.inputTokens).toBeLessThan(100);
					expect(answer.usage.outputTokens).toBeLessThan(100);
					const hints = answer.routing.hints.filter(({ code }) => code === 'unusable_counts');
					expect(hints).toEqual([expect.objectContaining({ deployments: ['Main'] })]);
					expect(hints[0]!.message).toMatch(/^Main reported counts that cannot be right \(\w+/);
					expect(hints[0]!.message.length).toBeLessThan(600);
				}
			}
			await expectReadable(2 * ABSURD.length);
		});

		it('are taken up to the bound', async () => {
			const over = start(counted);
			server.reply(counted.reply('7'));
			const { usage, usageEstimated, routing } = await over.chat(request);
			expect(usage.outputTokens).toBe(7);
			expect(usageEstimated).toBe(false);
			expect(routing.hints).toEqual([]);
		});
	});

	const limitHolds = (createState: () => StateStore) => async () => {
		state = createState();
		const over = start(COUNTED_ANSWERS[0]!, { tpm: 20_000 }, 60_250);
		server.reply(COUNTED_ANSWERS[0]!.reply('18446744073709551615'));
		// One call is counted as some 20 tokens when it has ended: a believed count would have used up the limit.
		for (let call = 0; call < 5; call++) expect((await over.chat(request)).text).toBe('Hi.');
		// Nor is the limit without effect: it is smaller than one call of 20,001 tokens.
		await expect(over.chat({ ...request, settings: { maxOutputTokens: 20_001 } })).rejects.toMatchObject({
			code: 'unavailable',
		});
	};

	it(
		'leave a limit of tokens as it was, in memory',
		limitHolds(() => createMemoryStateStore({ clock: systemClock })),
	);

	describeWithSharedRedis('with Redis', () => {
		it(
			'leave a limit of tokens as it was',
			limitHolds(() => createRedisStateStore({ settings: redisSettings() })),
		);
	});
});
