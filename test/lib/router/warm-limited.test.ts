import type { Provider } from '../../../lib/providers/provider';
import { createRouter } from '../../../lib/router/create-router';
import { createMemoryStateStore } from '../../../lib/state/memory';
import type { ProviderName } from '../../../lib/types/deployment';
import { createFakeClock } from '../../support/fake-clock';

/** Answers one call of a deployment with these limits, and tells in which order loading, grant and request came. */
async function orderOfEvents(limits: { rpm?: number; tpm?: number; concurrency?: number }): Promise<string[]> {
	const order: string[] = [];
	const provider: Provider = {
		async *stream() {
			order.push('request');
			yield { type: 'finish', reason: 'stop' };
		},
		listModels: async () => [],
		warm: async () => {
			await new Promise((resolve) => setImmediate(resolve)); // as an SDK takes its time
			order.push('loaded');
		},
	};
	const clock = createFakeClock();
	const memory = createMemoryStateStore({ clock });
	const state: typeof memory = {
		...memory,
		admit: async (request) => {
			order.push('grant');
			return await memory.admit(request);
		},
	};
	const providers = { 'openai-compatible': provider } as Record<ProviderName, Provider>;
	const deployments = [
		{ provider: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:1/v1', model: 'm', ...limits },
	];
	const router = createRouter({ groups: { chat: { deployments } } }, { providers, state, clock });
	await router.chat({ group: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] });
	await router.close();
	await memory.close();
	return order;
}

describe('an SDK', () => {
	it.each([{ rpm: 3 }, { tpm: 10_000 }])(
		'is loaded before the grant where %j counts from it, so that requests go out as they were counted',
		async (limits) => {
			expect(await orderOfEvents(limits)).toEqual(['loaded', 'grant', 'request']);
		},
	);

	it('is left to the first request where nothing counts the time in between', async () => {
		expect(await orderOfEvents({ concurrency: 2 })).toEqual(['grant', 'request']);
	});
});
