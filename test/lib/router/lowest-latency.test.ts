import { createProviders } from '../../../lib/providers';
import type { Provider } from '../../../lib/providers/provider';
import { createRouter } from '../../../lib/router/create-router';
import { createMemoryStateStore } from '../../../lib/state/memory';
import { createRedisStateStore } from '../../../lib/state/redis/redis-state-store';
import type { StateStore } from '../../../lib/state/state-store';
import type { GenerationSettings } from '../../../lib/types/chat';
import { createFakeClock, type FakeClock } from '../../support/fake-clock';
import { describeWithSharedRedis } from '../../support/redis/describe-with-redis';
import { redisSettings } from '../../support/redis/redis-settings';
import { seededRandom } from '../policy/seeded-random';

/** How long a model takes, by the fake clock. */
interface Pace {
	firstTokenMs: number;
	/** Default 0. */
	perTokenMs?: number;
}

const TOKENS = 40;

/** Answers that take time of the clock's and none of the test's: for one call after the other. */
const timedProvider = (clock: FakeClock, paces: Record<string, Pace>): Provider => ({
	async *stream({ model, signal }) {
		const { firstTokenMs, perTokenMs = 0 } = paces[model]!;
		await clock.advance(firstTokenMs);
		signal.throwIfAborted();
		yield { type: 'text', text: 'first' };
		await clock.advance(perTokenMs * (TOKENS - 1));
		yield { type: 'text', text: ' and last' };
		yield { type: 'usage', usage: { inputTokens: 10, outputTokens: TOKENS } };
		yield { type: 'finish', reason: 'stop' };
	},
	listModels: async () => [],
});

function start(clock: FakeClock, state: StateStore, ...settings: Pace[]) {
	const paces: Record<string, Pace> = Object.fromEntries(settings.map((pace, i) => [`m${i + 1}`, pace]));
	const deployments = Object.keys(paces).map((model) => ({
		...{ provider: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:9/v1', model },
		// Nothing but the speed is to decide.
		...{ cooldownSeconds: 0, prices: { inputPerMillion: 0, outputPerMillion: 0 } },
	}));
	const router = createRouter(
		{ groups: { chat: { strategy: 'lowest-latency', deployments } } },
		{
			state,
			clock,
			random: seededRandom(2026),
			providers: { ...createProviders(), 'openai-compatible': timedProvider(clock, paces) },
		},
	);
	/** The models that served so many calls, one after the other. */
	async function served(calls: number, generation: GenerationSettings = {}): Promise<string[]> {
		const models: string[] = [];
		for (let call = 0; call < calls; call += 1) {
			const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hi' }] }];
			models.push(
				(await router.chat({ group: 'chat', messages, settings: generation })).routing.deployment!.split('/')[1]!,
			);
		}
		return models;
	}
	return {
		paces,
		served,
		async end() {
			await router.close();
			await state.close();
		},
	};
}

const shareOf = (model: string, served: readonly string[]): number =>
	served.filter((one) => one === model).length / served.length;

function describeLowestLatency(place: string, createState: (clock: FakeClock) => StateStore): void {
	describe(`the lowest latency, with state ${place}`, () => {
		let timed: ReturnType<typeof start>;
		const between = (...paces: Pace[]) => {
			const clock = createFakeClock();
			timed = start(clock, createState(clock), ...paces);
		};
		afterEach(async () => await timed.end());

		it('gets more than 85 % of calls after warm-up, and loses them within 20 when it becomes the slowest', async () => {
			between({ firstTokenMs: 100 }, { firstTokenMs: 50 }, { firstTokenMs: 400 });
			await timed.served(20);
			expect(shareOf('m2', await timed.served(300))).toBeGreaterThan(0.85);
			timed.paces.m2 = { firstTokenMs: 800 };
			const change = await timed.served(20);
			expect(shareOf('m1', change.slice(10))).toBeGreaterThan(0.85);
			expect(shareOf('m1', await timed.served(300))).toBeGreaterThan(0.85);
		});

		it('loses nothing for one slow answer, or for a slow first one', async () => {
			between({ firstTokenMs: 100 }, { firstTokenMs: 2_000 }, { firstTokenMs: 400 });
			let [model] = await timed.served(1);
			while (model !== 'm2') [model] = await timed.served(1);
			timed.paces.m2 = { firstTokenMs: 50 };
			await timed.served(20);
			expect(shareOf('m2', await timed.served(100))).toBeGreaterThan(0.85);
			timed.paces.m2 = { firstTokenMs: 30_000 };
			[model] = await timed.served(1);
			while (model !== 'm2') [model] = await timed.served(1);
			timed.paces.m2 = { firstTokenMs: 50 };
			expect(shareOf('m2', await timed.served(100))).toBeGreaterThan(0.85);
		});

		it('is found again where it was not before', async () => {
			between({ firstTokenMs: 100 }, { firstTokenMs: 50 }, { firstTokenMs: 400 });
			await timed.served(20);
			timed.paces.m3 = { firstTokenMs: 20 };
			await timed.served(200);
			expect(shareOf('m3', await timed.served(100))).toBeGreaterThan(0.85);
		});

		it('is that of the whole answer, as long as the call lets it be', async () => {
			between({ firstTokenMs: 10, perTokenMs: 20 }, { firstTokenMs: 500, perTokenMs: 2 });
			await timed.served(10);
			expect(shareOf('m2', await timed.served(50))).toBeGreaterThan(0.85);
			expect(shareOf('m1', await timed.served(50, { maxOutputTokens: 5 }))).toBeGreaterThan(0.85);
		});

		it('is not that of a deployment that lets calls time out', async () => {
			between({ firstTokenMs: 200 }, { firstTokenMs: 50 });
			await timed.served(10);
			timed.paces.m2 = { firstTokenMs: 61_000 };
			await timed.served(2);
			timed.paces.m2 = { firstTokenMs: 50 };
			expect(shareOf('m1', await timed.served(10))).toBeGreaterThan(0.7);
		});
	});
}

describeLowestLatency('in this process', (clock) => createMemoryStateStore({ clock }));
describeWithSharedRedis('on a real server', () => {
	describeLowestLatency('in Redis', (clock) =>
		createRedisStateStore({ settings: redisSettings(), serverNowMs: () => Math.floor(clock.now()) }),
	);
});
