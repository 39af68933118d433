import { parseConfig } from '../../../lib/config/parse-config';
import type { ModelDetails } from '../../../lib/policy/abilities';
import type { CallNeeds } from '../../../lib/policy/call-needs';
import type { Pricing } from '../../../lib/pricing/pricing';
import type { Provider } from '../../../lib/providers/provider';
import { createModelTraits } from '../../../lib/router/model-traits';
import type { Deployment, ProviderName } from '../../../lib/types/deployment';
import { createFakeClock } from '../../support/fake-clock';

const NEEDS: CallNeeds = { localOnly: false, inputTokens: 10, abilities: ['images'], long: false };
const LONG: CallNeeds = { localOnly: false, inputTokens: 10_000, abilities: [], long: true };
const SEES: ModelDetails = { supports: { images: true } };

/** Deployments of one Ollama, its answers given by hand, and a price catalogue that counts how often it is asked. */
function setUp(count = 1) {
	const { groups } = parseConfig({
		groups: {
			chat: {
				deployments: Array.from({ length: count }, (_, row) => ({ provider: 'ollama' as const, model: `m${row}` })),
			},
		},
	});
	const { deployments } = groups.get('chat')!;
	const asked: Array<{ model: string; signal: AbortSignal; answer: (details: ModelDetails) => void }> = [];
	const ollama: Provider = {
		async *stream() {},
		listModels: async () => [],
		describeModel: async (_, model, signal) =>
			await new Promise((resolve, reject) => {
				asked.push({ model, signal, answer: resolve });
				signal.addEventListener('abort', () => reject(new Error('given up')));
			}),
	};
	const looks: string[] = [];
	const pricing = { contextWindow: ({ model }) => (looks.push(model), 7_000) } as Partial<Pricing> as Pricing;
	const clock = createFakeClock();
	const traits = createModelTraits({ providers: { ollama } as Record<ProviderName, Provider>, pricing, clock });
	return { traits, deployments, first: deployments[0]!, asked, looks, clock };
}

/** Whether it has settled by the time that everything that can go on has gone on. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
	let settled = false;
	void promise.then(() => (settled = true));
	await new Promise((resolve) => setImmediate(resolve));
	return settled;
}

describe('a question that takes longer than a call waits', () => {
	it('goes on, and its answer serves the calls after', async () => {
		const { traits, deployments, first, asked, clock } = setUp();
		const call = traits.learn(deployments, NEEDS);
		await clock.advance(999);
		expect(await isSettled(call)).toBe(false);
		await clock.advance(1);
		expect(await isSettled(call)).toBe(true);
		expect(await isSettled(traits.learn(deployments, NEEDS))).toBe(true);
		expect(traits.detailsOf(first, NEEDS).supports).toEqual({});
		asked[0]!.answer(SEES);
		await clock.advance(0);
		expect(traits.detailsOf(first, NEEDS).supports).toEqual({ images: true });
		expect(asked).toHaveLength(1);
		expect(clock.pending()).toBe(0);
	});

	it('is given up in the end, and asked again after 30 s', async () => {
		const { traits, deployments, asked, clock } = setUp();
		void traits.learn(deployments, NEEDS);
		await clock.advance(10_000);
		expect(asked[0]!.signal.aborted).toBe(true);
		await traits.learn(deployments, NEEDS);
		await clock.advance(29_999);
		await traits.learn(deployments, NEEDS);
		expect(asked).toHaveLength(1);
		await clock.advance(1);
		void traits.learn(deployments, NEEDS);
		expect(asked).toHaveLength(2);
		traits.close();
		await clock.advance(0);
		expect([asked[1]!.signal.aborted, clock.pending()]).toEqual([true, 0]);
	});
});

describe('many models', () => {
	it('are asked about at the same time', async () => {
		const { traits, deployments, asked } = setUp(3);
		const call = traits.learn(deployments, NEEDS);
		expect(asked.map(({ model }) => model)).toEqual(['m0', 'm1', 'm2']);
		for (const { answer } of asked) answer(SEES);
		expect(await isSettled(call)).toBe(true);
	});

	it('are remembered up to 1,000, the one asked about longest ago forgotten first', async () => {
		const { traits, deployments, asked } = setUp(1_001);
		const learn = async (some: readonly Deployment[]) => {
			const call = traits.learn(some, NEEDS);
			for (const { answer } of asked) answer(SEES);
			await call;
		};
		await learn(deployments);
		await learn(deployments.slice(1));
		expect(asked).toHaveLength(1_001);
		await learn(deployments.slice(0, 1));
		expect(asked).toHaveLength(1_002);
	});
});

describe('the price catalogue', () => {
	it('is looked into for long calls, and only for what nobody else knows', async () => {
		const { traits, first, deployments, asked, looks } = setUp();
		expect([traits.detailsOf(first, NEEDS).contextWindow, looks]).toEqual([undefined, []]);
		expect([traits.detailsOf(first, LONG).contextWindow, looks]).toEqual([7_000, ['m0']]);
		expect(traits.detailsOf(first, { ...LONG, numCtx: 9_000 }).contextWindow).toBe(9_000);
		const call = traits.learn(deployments, LONG);
		asked[0]!.answer({ supports: {}, contextWindow: 8_000 });
		await call;
		expect([traits.detailsOf(first, LONG).contextWindow, looks]).toEqual([8_000, ['m0']]);
	});
});
