import { createPricing, type Pricing } from '../../../lib/pricing/pricing';
import { createRouter } from '../../../lib/router/create-router';
import { startRouted, type Routed } from '../../support/routed';

const HOUR_MS = 3_600_000;
let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

const madeAtMs = (callId: string) => Number.parseInt(callId.replace('-', '').slice(0, 12), 16);

describe('when the system clock is set right by an hour', () => {
	it.each([HOUR_MS, -HOUR_MS])('the next call is recorded under the new time (%i ms)', async (byMs) => {
		routed = await startRouted([{}]);
		await routed.ask();
		routed.clock.correctWall(byMs);
		const { routing } = await routed.ask();
		const startedAtMs = routed.clock.now() + byMs;
		expect(routed.rows[1]).toMatchObject({ startedAtMs, latencyMs: 0 });
		expect(routing.attempts).toMatchObject([{ startedAtMs, latencyMs: 0 }]);
		expect(madeAtMs(routing.callId)).toBe(startedAtMs);
	});

	it.each([HOUR_MS, -HOUR_MS])('a call under way takes as long as it takes (%i ms)', async (byMs) => {
		routed = await startRouted([{ firstTokenSeconds: 5 }, {}]);
		routed.servers[0]!.reply('hang');
		const call = routed.ask();
		await routed.servers[0]!.untilRequests(1);
		routed.clock.correctWall(byMs);
		await routed.clock.advance(5_000);
		const { routing } = await call;
		expect(routing).toMatchObject({ latencyMs: 5_000, timeToFirstTokenMs: 5_000 });
		expect(routed.rows).toMatchObject([
			{ startedAtMs: routed.clock.now() - 5_000, latencyMs: 5_000, timeToFirstTokenMs: 5_000 },
		]);
	});

	it('a call is priced as of the new time', async () => {
		routed = await startRouted([{}]);
		const pricedAtMs: number[] = [];
		const pricing: Pricing = {
			...createPricing(),
			price: ({ atMs }) => {
				pricedAtMs.push(atMs);
				return {};
			},
		};
		const deployment = { provider: 'openai-compatible', baseUrl: `${routed.servers[0]!.url}/v1`, model: 'm' } as const;
		const router = createRouter({ groups: { chat: { deployments: [deployment] } } }, { clock: routed.clock, pricing });
		routed.clock.correctWall(HOUR_MS);
		await router.chat({ group: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] });
		expect(pricedAtMs).toEqual([routed.clock.now() + HOUR_MS]);
		await router.close();
	});
});
