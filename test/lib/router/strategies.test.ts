import { systemClock } from '../../../lib/clock';
import type { DeploymentInput, GroupInput } from '../../../lib/config/input';
import { createPricing, type Pricing } from '../../../lib/pricing/pricing';
import { createRouter, type Router } from '../../../lib/router/create-router';
import { createMemoryStateStore } from '../../../lib/state/memory';
import { createRedisStateStore } from '../../../lib/state/redis/redis-state-store';
import type { StateStore } from '../../../lib/state/state-store';
import type { ChatRequest } from '../../../lib/types/routing';
import { startFaultServer, type FaultServer } from '../../support/fault-server';
import { describeWithSharedRedis } from '../../support/redis/describe-with-redis';
import { redisSettings } from '../../support/redis/redis-settings';
import { seededRandom } from '../policy/seeded-random';

type Row = Partial<DeploymentInput> & { delayMs?: number };

/** Deployments of one priority, `m1`, `m2`, … unless they say otherwise, each with a server of its own that takes its time. */
async function start(state: StateStore, strategy: GroupInput['strategy'], rows: Row[]) {
	const servers = await Promise.all(rows.map(() => startFaultServer()));
	rows.forEach(({ delayMs }, i) => takes(servers[i]!, delayMs));
	const pricing = createPricing();
	const priced: string[] = [];
	const watched: Pricing = {
		...pricing,
		price(request) {
			priced.push(request.model);
			return pricing.price(request);
		},
	};
	const deployments = rows.map(({ delayMs: _, ...row }, i): DeploymentInput => {
		const baseUrl = row.provider === 'ollama' ? servers[i]!.url : `${servers[i]!.url}/v1`;
		return { provider: 'openai-compatible', apiKey: 'test-key', model: `m${i + 1}`, baseUrl, ...row };
	});
	const router = createRouter(
		{ groups: { chat: { strategy, deployments } } },
		{ state, random: seededRandom(2026), pricing: watched },
	);
	const ask = async (request: Partial<ChatRequest> = {}) =>
		(
			await router.chat({
				group: 'chat',
				messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
				...request,
			})
		).model;
	return {
		servers,
		priced,
		ask,
		/** How many of so many calls, one after the other, went to each model. */
		async askTimes(count: number) {
			const served: Record<string, number> = Object.fromEntries(deployments.map(({ model }) => [model, 0]));
			for (let call = 0; call < count; call += 1) served[await ask()]! += 1;
			return served;
		},
		close: async () => await closeAll(router, state, pricing, servers),
	};
}

async function closeAll(router: Router, state: StateStore, pricing: Pricing, servers: FaultServer[]): Promise<void> {
	await pricing.warm(); // a call begins it and does not wait: it would load after the test's end
	await router.close();
	await state.close();
	await Promise.all(servers.map((server) => server.close()));
}

const takes = (server: FaultServer, firstTokenDelayMs: number | undefined): void =>
	server.reply({ text: 'Yes.', firstTokenDelayMs });
const prices = (inputPerMillion: number, outputPerMillion: number) => ({
	prices: { inputPerMillion, outputPerMillion },
});
const textOf = (characters: number): Partial<ChatRequest> => ({
	messages: [{ role: 'user', content: [{ type: 'text', text: 'a'.repeat(characters) }] }],
});

function describeStrategies(place: string, createState: () => StateStore): void {
	let routed: Awaited<ReturnType<typeof start>>;
	afterEach(async () => {
		await routed.close();
	});

	describe(`lowest latency, with state ${place}`, () => {
		it('sends most calls to the fastest', async () => {
			routed = await start(createState(), 'lowest-latency', [{ delayMs: 150 }, {}, { delayMs: 300 }]);
			await routed.askTimes(6);
			expect((await routed.askTimes(20)).m2).toBeGreaterThan(15);
		});

		it('measures each deployment before it prefers one, in parallel calls too', async () => {
			routed = await start(createState(), 'lowest-latency', [{ delayMs: 100 }, { delayMs: 100 }, { delayMs: 100 }]);
			const served = await Promise.all(Array.from({ length: 9 }, async () => await routed.ask()));
			expect(new Set(served.slice(0, 4))).toEqual(new Set(['m1', 'm2', 'm3'])); // one call may explore
		});

		it('keeps to priorities, however slow the first is', async () => {
			routed = await start(createState(), 'lowest-latency', [{ delayMs: 80, priority: 1 }, { priority: 2 }]);
			expect(await routed.askTimes(5)).toEqual({ m1: 5, m2: 0 });
		});

		it('goes on with the next fastest when the fastest fails', async () => {
			routed = await start(createState(), 'lowest-latency', [{}, { delayMs: 300 }, { delayMs: 100 }]);
			await routed.askTimes(8);
			routed.servers[0]!.reply({ status: 500 });
			const served = await routed.askTimes(10);
			expect(served.m1).toBe(0);
			expect(served.m3).toBeGreaterThan(6);
		});
	});

	describe(`lowest cost, with state ${place}`, () => {
		it('goes by what a call of this size costs', async () => {
			routed = await start(createState(), 'lowest-cost', [prices(1, 10), prices(3, 1)]);
			expect(await routed.ask()).toBe('m2');
			expect(await routed.ask({ settings: { maxOutputTokens: 1 } })).toBe('m1');
			expect(await routed.ask(textOf(8_000))).toBe('m1');
		});

		it('puts what costs nothing first, and unknown prices last', async () => {
			routed = await start(createState(), 'lowest-cost', [
				{},
				prices(1, 1),
				{ provider: 'ollama' },
				{ priority: 2, ...prices(0, 0) },
			]);
			expect(await routed.askTimes(5)).toEqual({ m1: 0, m2: 0, m3: 5, m4: 0 });
			for (const server of [routed.servers[2]!, routed.servers[1]!]) server.reply({ status: 500 });
			expect(await routed.ask()).toBe('m1');
		});

		it('takes published prices where the settings name none', async () => {
			routed = await start(createState(), 'lowest-cost', [
				{ provider: 'openai', model: 'gpt-4o' },
				{ provider: 'openai', model: 'gpt-4o-mini' },
				prices(1_000, 1_000),
			]);
			expect(await routed.ask()).toBe('gpt-4o-mini');
			routed.servers[1]!.reply({ status: 500 });
			expect(await routed.ask()).toBe('gpt-4o');
		});

		it('overflows to the next cheapest while the cheapest is full', async () => {
			routed = await start(createState(), 'lowest-cost', [
				prices(5, 5),
				{ ...prices(1, 1), rpm: 2 },
				{ ...prices(3, 3), rpm: 3 },
			]);
			const served: string[] = [];
			for (let call = 0; call < 7; call += 1) served.push(await routed.ask());
			expect(served).toEqual(['m2', 'm2', 'm3', 'm3', 'm3', 'm1', 'm1']);
		});

		it('shares the load among equals by their weights', async () => {
			routed = await start(createState(), 'lowest-cost', [{ ...prices(2, 2), weight: 3 }, prices(2, 2), prices(9, 9)]);
			const served = await routed.askTimes(60);
			expect(served.m3).toBe(0);
			expect(served.m1).toBeGreaterThan(served.m2!);
			expect(served.m2).toBeGreaterThan(5);
		});
	});
}

describeStrategies('in this process', () => createMemoryStateStore({ clock: systemClock }));
describeWithSharedRedis('on a real server', () => {
	describeStrategies('in Redis', () => createRedisStateStore({ settings: redisSettings() }));
});

describe('prices', () => {
	it.each(['weighted', 'least-used', 'lowest-latency'] as const)(
		'are asked for only when the call is over, with %s',
		async (strategy) => {
			const routed = await start(createMemoryStateStore({ clock: systemClock }), strategy, [
				prices(1, 1),
				prices(2, 2),
			]);
			try {
				expect(routed.priced).toEqual([]);
				const model = await routed.ask();
				expect(routed.priced).toEqual([model]);
			} finally {
				await routed.close();
			}
		},
	);
});
