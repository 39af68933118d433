import { NOON_MS } from '../lib/usage/usage-rows';
import { recordCalls, reportItems, runReport } from './support/run-report';

const DAY_MS = 86_400_000;
/** 1 July 2026 in Berlin. */
const THAT_DAY = { operation: 'listCalls', period: 'range', from: '2026-07-01', to: '2026-07-01' };

describe('List Calls', () => {
	const attempts = [
		{
			deployment: 'ollama/llama',
			provider: 'ollama' as const,
			model: 'llama',
			outcome: 'connection' as const,
			message: 'No connection',
			latencyMs: 3,
		},
		{
			deployment: 'openai/gpt-4o',
			provider: 'openai' as const,
			model: 'gpt-4o',
			outcome: 'ok' as const,
			latencyMs: 700,
			costUsd: 0.5,
		},
	];
	beforeAll(async () => {
		await recordCalls([
			{ startedAtMs: NOON_MS, attempts, attemptCount: 2, workflowId: 'w1', tags: { customer: 'Größe' } },
			{ startedAtMs: NOON_MS + 1, status: 'error', errorClass: 'all_failed', costUsd: undefined, nodeName: 'Ask' },
			{
				startedAtMs: NOON_MS + 2,
				texts: { prompt: '[{"role":"user","content":"Hello"}]', answer: 'Hi', keepUntilMs: Date.now() + DAY_MS },
			},
			{ startedAtMs: NOON_MS - DAY_MS },
		]);
	});

	it("gives the period's calls, the newest first, each with its attempts; unknown is null", async () => {
		const calls = await reportItems(THAT_DAY);
		expect(calls.map(({ startedAt }) => Date.parse(String(startedAt)) - NOON_MS)).toEqual([2, 1, 0]);
		expect(calls[1]).toMatchObject({
			status: 'error',
			errorClass: 'all_failed',
			costUsd: null,
			servedModel: null,
			attempts: [],
		});
		expect(calls[2]).toMatchObject({
			model: 'gpt-4o',
			costUsd: 0.5,
			tags: { customer: 'Größe' },
			attempts: [
				{ deployment: 'ollama/llama', outcome: 'connection', reason: 'No connection', costUsd: null },
				{ deployment: 'openai/gpt-4o', outcome: 'ok', reason: null, costUsd: 0.5 },
			],
		});
	});

	it('gives so many as the limit says', async () => {
		expect(await reportItems({ ...THAT_DAY, limit: 1 })).toHaveLength(1);
	});

	it.each([
		['status', { status: 'error' }, [1]],
		['workflow', { filters: { workflowId: 'w1' } }, [0]],
		['node', { filters: { nodeName: 'Ask' } }, [1]],
		['a deployment that was only tried', { filters: { deployment: 'ollama/llama' } }, [0]],
		['model and provider', { filters: { model: 'gpt-4o', provider: 'openai' } }, [2, 1, 0]],
		['tag', { filters: { tags: { entries: [{ name: 'customer', value: 'Größe' }] } } }, [0]],
		['group', { filters: { group: 'other' } }, []],
	])('filters by %s', async (_what, parameters, found) => {
		const calls = await reportItems({ ...THAT_DAY, ...parameters });
		expect(calls.map(({ startedAt }) => Date.parse(String(startedAt)) - NOON_MS)).toEqual(found);
	});

	it('tells what was said only when asked', async () => {
		expect((await reportItems(THAT_DAY))[0]).not.toHaveProperty('prompt');
		const [last, , first] = await reportItems({ ...THAT_DAY, withTexts: true });
		expect(last).toMatchObject({ prompt: [{ role: 'user', content: 'Hello' }], answer: 'Hi' });
		expect(first).toMatchObject({ prompt: null, answer: null });
	});

	it('finds what is looked for behind more calls than it reads at a time', async () => {
		const sameTime = Array.from({ length: 1500 }, () => ({ startedAtMs: NOON_MS + 40 * DAY_MS + 5, nodeName: 'Busy' }));
		await recordCalls([{ startedAtMs: NOON_MS + 40 * DAY_MS, nodeName: 'Rare' }, ...sameTime]);
		const range = { from: '2026-08-10', to: '2026-08-10' };
		expect(await reportItems({ ...THAT_DAY, ...range, filters: { nodeName: 'Rare' } })).toHaveLength(1);
	});
});

describe('Delete Old Calls', () => {
	it('deletes what began longer ago and says how many; what was spent stays', async () => {
		await recordCalls([
			{ startedAtMs: Date.now() - 50 * DAY_MS, group: 'old', costUsd: 2 },
			{ startedAtMs: Date.now() - 48 * DAY_MS, group: 'old', costUsd: 3 },
		]);
		const range = {
			period: 'range',
			from: new Date(Date.now() - 60 * DAY_MS).toISOString(),
			to: new Date().toISOString(),
		};
		const [item] = await reportItems({ operation: 'deleteOldCalls', olderThanDays: 49 });
		expect(item).toMatchObject({ deletedCalls: expect.any(Number), deletedTexts: 0, complete: true });
		expect(item!.deletedCalls).toBeGreaterThan(0);
		expect(await reportItems({ operation: 'listCalls', ...range, filters: { group: 'old' } })).toHaveLength(1);
		const [sum] = await reportItems({ operation: 'summarizeSpend', ...range, groupBy: [], filters: { group: 'old' } });
		expect(sum).toMatchObject({ calls: 2, costUsd: 5 });
		expect(await reportItems({ operation: 'deleteOldCalls', olderThanDays: 49 })).toEqual([
			expect.objectContaining({ deletedCalls: 0 }),
		]);
	});

	it.each([0, -1, '', 'all', null])('refuses %j and deletes nothing', async (olderThanDays) => {
		await recordCalls([{ startedAtMs: NOON_MS }]);
		const before = await reportItems({ ...THAT_DAY, limit: 10_000 });
		const { error } = await runReport({ operation: 'deleteOldCalls', olderThanDays });
		expect(error?.message).toBe('Older Than (Days) must be a number above 0 and at most 36500; nothing was deleted');
		expect(await reportItems({ ...THAT_DAY, limit: 10_000 })).toEqual(before);
	});
});
