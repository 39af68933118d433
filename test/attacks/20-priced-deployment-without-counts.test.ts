import { createRouter } from '../../lib/router/create-router';
import type { ChatRequest, Hint } from '../../lib/types/routing';
import type { UsageRow } from '../../lib/types/usage-row';
import { COUNTED_ANSWERS, type CountedAnswer } from '../support/counted-answers';
import { startFaultServer, type FaultServer, type RawReply } from '../support/fault-server';

const request: ChatRequest = {
	group: 'chat',
	messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
};

describe('attack 20: a count of -7 or "12" from a deployment that has a price', () => {
	let server: FaultServer;

	beforeEach(async () => {
		server = await startFaultServer();
	});
	afterEach(async () => {
		await server.close();
	});

	async function ask({ provider }: CountedAnswer, reply: RawReply): Promise<{ hints: Hint[]; row: UsageRow }> {
		const rows: UsageRow[] = [];
		const baseUrl = provider === 'openai-compatible' ? `${server.url}/v1` : server.url;
		const prices = { inputPerMillion: 1, outputPerMillion: 2 };
		const router = createRouter(
			{ groups: { chat: { deployments: [{ name: 'Main', provider, baseUrl, apiKey: 'k', model: 'm', prices }] } } },
			{ outbox: { append: (...added) => void rows.push(...added), close: () => {} } },
		);
		server.reply(reply);
		const { routing } = await router.chat(request);
		await router.close();
		return { hints: routing.hints, row: rows[0]! };
	}

	describe.each(COUNTED_ANSWERS)('in $name', (counted) => {
		it.each(['-7', '"12"'])('is estimated and priced, and no hint asks for a price: %s', async (count) => {
			const { hints, row } = await ask(counted, counted.reply(count));

			expect(hints.map(({ code }) => code)).toEqual(['unusable_counts']);
			expect(hints[0]!.message).toContain(count === '-7' ? '-7' : 'a text');
			expect(row.estimated).toBe(true);
			expect(row.inputTokens).toBeGreaterThan(0);
			expect(row.inputTokens).not.toBe(12);
			expect(row.costUsd).toBeCloseTo((row.inputTokens! + 2 * row.outputTokens!) / 1e6, 12);
		});
	});

	it('has no cost when more is cached than was read, and the hint says so instead of asking for a price', async () => {
		const counted = COUNTED_ANSWERS[0]!;
		const raw = (counted.reply('7').raw as string).replace('"cached_tokens":7', '"cached_tokens":8');
		const { hints, row } = await ask(counted, { raw });

		expect(hints).toEqual([
			{
				code: 'unusable_counts',
				message:
					"Main reported parts that are larger than the whole they belong to, so the call's cost is unknown. Check the server or its version.",
				deployments: ['Main'],
			},
		]);
		expect(row).toMatchObject({ inputTokens: 7, cachedTokens: 8 });
		expect(row.costUsd).toBeUndefined();
	});
});
