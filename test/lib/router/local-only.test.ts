import type { RoutedLlmError } from '../../../lib/errors';
import type { GroupInput } from '../../../lib/config/input';
import type { ChatRequest } from '../../../lib/types/routing';
import type { Behaviour } from '../../support/fault-server';
import { closedPort } from '../../support/fault-server';
import { startRouted, type Routed, type RoutedDeployment } from '../../support/routed';

let routed: Routed;

afterEach(async () => {
	await routed?.close();
});

/** What must never be asked. It answers whatever it is asked. */
const CLOUD: RoutedDeployment = { locality: 'cloud' };
const LOCAL: RoutedDeployment = { locality: 'local', concurrency: 100, cooldownSeconds: 0 };
/** About 1,250 tokens. */
const LONG = 'word '.repeat(1_000);

const errorOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: unknown) => error as RoutedLlmError,
	);

/** Local and cloud deployments in the group, in its fallback, and in both groups' fallbacks for long calls. */
async function start(
	local: RoutedDeployment,
	chat: Partial<GroupInput> = {},
	cloud: RoutedDeployment = {},
): Promise<void> {
	const groups = ['chat', 'spare', 'long'];
	routed = await startRouted(
		groups.flatMap((group) => [
			{ ...LOCAL, ...local, group },
			{ ...CLOUD, ...cloud, group },
		]),
		{ fallbacks: ['spare'], contextWindowFallbacks: ['long'], retries: 0, ...chat },
		{ groups: { spare: { contextWindowFallbacks: ['long'], retries: 0 }, long: { retries: 0 } } },
	);
}

const locals = () => routed.servers.filter((_, index) => index % 2 === 0);
const clouds = () => routed.servers.filter((_, index) => index % 2 === 1);
const seenByClouds = () => clouds().map((server) => server.requests.length + server.freeRequests.length);

const request = (text: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
	group: 'chat',
	messages: [{ role: 'user', content: [{ type: 'text', text }] }],
	...more,
});

async function readAll(more: Partial<ChatRequest>, text: string): Promise<void> {
	for await (const _ of routed.router.stream(request(text, more)));
}

describe('1,000 local-only calls while every local deployment is down and the cloud is well', () => {
	it('all end with an error that says so, and the cloud sees no request', async () => {
		await start({ provider: 'ollama', baseUrl: `http://127.0.0.1:${await closedPort()}`, contextWindow: 2_000 });
		const ask = async (call: number) => {
			const text = call % 5 === 0 ? LONG.repeat(2) : 'Hi';
			return await errorOf(call % 2 === 0 ? routed.ask(text, { localOnly: true }) : readAll({ localOnly: true }, text));
		};
		const errors: Array<RoutedLlmError | undefined> = [];
		while (errors.length < 1_000)
			errors.push(...(await Promise.all(Array.from({ length: 50 }, (_, call) => ask(call)))));
		expect(new Set(errors.map((error) => error?.code))).toEqual(new Set(['all_failed', 'no_deployment']));
		expect(errors.filter((error) => !error!.message.includes('Nothing local is left'))).toEqual([]);
		expect(seenByClouds()).toEqual([0, 0, 0]);
		expect(routed.rows).toHaveLength(1_000);
	}, 60_000);
});

describe.each<[string, Partial<GroupInput>, Partial<ChatRequest>]>([
	['marked so by the group', { localOnly: true }, {}],
	['marked so by the call', {}, { localOnly: true }],
])('a local-only call, %s', (_where, group, call) => {
	async function fails(
		local: RoutedDeployment,
		settings: Partial<GroupInput>,
		behaviour: Behaviour,
		text = 'Hi',
	): Promise<RoutedLlmError[]> {
		await start(local, { ...group, ...settings });
		for (const server of locals()) server.reply(behaviour);
		const both = [routed.ask(text, call), readAll(call, text)];
		const errors = await routed.settle(Promise.all(both.map(errorOf)));
		expect(seenByClouds()).toEqual([0, 0, 0]);
		return errors.map((error) => error!);
	}

	it('reaches no cloud deployment by retries and fallbacks', async () => {
		for (const error of await fails({ retries: 2 }, {}, { status: 500 })) {
			expect(error).toMatchObject({ code: 'all_failed' });
			expect(error.message).toContain('Nothing local is left');
			expect(error.attempts.map(({ model }) => model)).toEqual(['m1', 'm3', 'm1', 'm3', 'm1', 'm3']);
		}
	});

	it('reaches none by a refusal that fails over', async () => {
		const refusal = { status: 400, body: { error: { code: 'content_policy_violation', message: 'refused' } } };
		for (const error of await fails({}, { failoverOnRefusal: true }, refusal)) {
			expect(error).toMatchObject({ code: 'all_failed' });
			expect(error.message).toContain('Nothing local is left');
		}
	});

	it('reaches none by a prompt that is found too long, or known to be', async () => {
		const tooLong = { status: 400, body: { error: { code: 'context_length_exceeded', message: 'too long' } } };
		for (const error of await fails({}, {}, tooLong)) {
			expect(error).toMatchObject({ code: 'rejected' });
			expect(error.message).toContain('Nothing local is left');
			expect(error.attempts.map(({ model }) => model)).toEqual(['m1', 'm5']);
		}
		await routed.close();
		for (const error of await fails({ contextWindow: 1_000 }, {}, {}, LONG)) {
			expect(error).toMatchObject({ code: 'no_deployment', attempts: [] });
			expect(error.message).toContain('Nothing local is left');
		}
	});

	it('reaches none by the continuation of a stream that broke', async () => {
		const [, streamed] = await fails(
			{},
			{ midStreamFailure: 'continue' },
			{ text: ['Hello', ' world'], breakAfter: { tokens: 1, how: 'cut' } },
		);
		expect(streamed).toMatchObject({ code: 'all_failed', partialText: 'HelloHello' });
		expect(streamed!.message).toContain('Nothing local is left');
	});

	it('asks no cloud server what its model can do', async () => {
		await start({ provider: 'ollama' }, group, { provider: 'ollama' });
		for (const server of routed.servers) server.details = { capabilities: ['completion'] };
		const messages = [
			{ role: 'user' as const, content: [{ type: 'image' as const, mediaType: 'image/png', dataBase64: 'iVBO' }] },
		];
		const error = await errorOf(routed.ask('', { ...call, messages }));
		expect(error).toMatchObject({ code: 'no_deployment' });
		expect(seenByClouds()).toEqual([0, 0, 0]);
		expect(locals().map((server) => server.freeRequests.length)).toEqual([1, 1, 1]);
	});

	it('is served by what is local, wherever it stands', async () => {
		await start({}, group);
		locals()[0]!.reply('close');
		expect((await routed.ask('Hi', call)).model).toBe('m3');
		expect(seenByClouds()).toEqual([0, 0, 0]);
	});
});

describe('a fallback group that is local only', () => {
	it('gives its local deployments alone to calls that may go to the cloud', async () => {
		routed = await startRouted(
			[{ retries: 0 }, { ...LOCAL, group: 'home', retries: 0 }, { ...CLOUD, group: 'home' }],
			{ fallbacks: ['home'] },
			{ groups: { home: { localOnly: true } } },
		);
		routed.servers[0]!.reply({ status: 500 });
		routed.servers[1]!.reply({ status: 500 });
		expect(await errorOf(routed.ask())).toMatchObject({ code: 'all_failed' });
		expect(routed.servers.map((server) => server.requests.length)).toEqual([1, 1, 0]);
	});
});

it('says that nothing local is left when all that is local stays away for too long', async () => {
	await start({ retries: 0, cooldownSeconds: 60 }, { maxQueueWaitSeconds: 5, fallbacks: [] });
	locals()[0]!.reply({ status: 429, headers: { 'retry-after': '600' } });
	await errorOf(routed.ask('Hi', { localOnly: true }));
	const error = await errorOf(routed.ask('Hi', { localOnly: true }));
	expect(error).toMatchObject({ code: 'unavailable' });
	expect(error!.message).toContain('Nothing local is left');
	expect(seenByClouds()).toEqual([0, 0, 0]);
});
