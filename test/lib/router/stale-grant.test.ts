import type { Provider } from '../../../lib/providers/provider';
import { createRouter } from '../../../lib/router/create-router';
import { createMemoryStateStore } from '../../../lib/state/memory';
import type { ProviderName } from '../../../lib/types/deployment';
import { createFakeClock } from '../../support/fake-clock';

const WINDOW_MS = 60_000;

/** One call whose replies from the state store are each read so much later than they were given. */
async function callWithLateReplies(lateMs: readonly number[]) {
	const clock = createFakeClock();
	const memory = createMemoryStateStore({ clock });
	const delays = [...lateMs];
	const admissions: string[] = [];
	const state: typeof memory = {
		...memory,
		async admit(request) {
			const reply = await memory.admit(request);
			admissions.push(reply.kind);
			await clock.advance(delays.shift() ?? 0);
			return reply;
		},
	};
	const provider: Provider = {
		async *stream() {
			yield { type: 'finish', reason: 'stop' };
		},
		listModels: async () => [],
	};
	const providers = { 'openai-compatible': provider } as Record<ProviderName, Provider>;
	const deployments = [
		{ provider: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:1/v1', model: 'm', rpm: 3 },
	];
	const router = createRouter({ groups: { chat: { deployments } } }, { providers, state, clock, windowMs: WINDOW_MS });
	await router.chat({ group: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] });
	const [id] = router.config.groups.get('chat')!.deployments.map((deployment) => deployment.id);
	const [atEnd] = await memory.snapshot({ keys: [id!], windowMs: WINDOW_MS });
	const { requestsInWindow, inFlight } = atEnd!;
	// The window of the grant that was used, not of one that was given back.
	await clock.advance(WINDOW_MS - 1_500);
	const [later] = await memory.snapshot({ keys: [id!], windowMs: WINDOW_MS });
	await router.close();
	return { admissions, requestsInWindow, inFlight, countsLater: later!.requestsInWindow };
}

describe('a grant that is read long after it was asked for', () => {
	it('is given back, and another is asked for: the request counts from when it is sent', async () => {
		const call = await callWithLateReplies([20_000]);
		expect(call).toEqual({ admissions: ['granted', 'granted'], requestsInWindow: 1, inFlight: 0, countsLater: 1 });
	});

	it('is used when it is only a little late', async () => {
		expect((await callWithLateReplies([900])).admissions).toEqual(['granted']);
	});

	it('is used when the second one is late too: a process that is always slow still makes its calls', async () => {
		const call = await callWithLateReplies([20_000, 20_000]);
		expect(call).toMatchObject({ admissions: ['granted', 'granted'], requestsInWindow: 1, inFlight: 0 });
	});
});
