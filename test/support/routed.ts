import type { DeploymentInput, GroupInput } from '../../lib/config/input';
import { createPricing } from '../../lib/pricing/pricing';
import { createProviders } from '../../lib/providers';
import { createRouter, type Router } from '../../lib/router/create-router';
import { createMemoryStateStore } from '../../lib/state/memory';
import type { StateStore } from '../../lib/state/state-store';
import type { ChatAnswer, ChatRequest } from '../../lib/types/routing';
import type { UsageRow } from '../../lib/types/usage-row';
import { createFakeClock, type FakeClock } from './fake-clock';
import { startFaultServer, type FaultServer } from './fault-server';

/** A router over real HTTP servers, with time moved by hand and chance fixed. */
export interface Routed {
	router: Router;
	/** In the order of the deployments. */
	servers: FaultServer[];
	clock: FakeClock;
	state: StateStore;
	/** Usage rows in order of recording. */
	rows: UsageRow[];
	ask(text?: string, more?: Partial<ChatRequest>): Promise<ChatAnswer>;
	/** Moves time in steps until the promise settles; rejects when it has not after `maxMs` of fake time. */
	settle<T>(promise: Promise<T>, maxMs?: number, stepMs?: number): Promise<T>;
	close(): Promise<void>;
}

/** `group`: the one it stands in; default `chat`. */
export type RoutedDeployment = Partial<DeploymentInput> & { group?: string };

/**
 * One fault server a deployment, unless it names a base URL of its own. Deployments are OpenAI-compatible
 * models `m1`, `m2`, … with priorities 1, 2, … of the group `chat`, unless they say otherwise.
 */
export async function startRouted(
	deployments: RoutedDeployment[],
	group: Partial<GroupInput> = {},
	options: { windowMs?: number; groups?: Record<string, Partial<GroupInput>> } = {},
): Promise<Routed> {
	const servers = await Promise.all(deployments.map(() => startFaultServer()));
	const clock = createFakeClock();
	const state = createMemoryStateStore({ clock });
	const rows: UsageRow[] = [];
	const pricing = createPricing();
	const groups: Record<string, GroupInput> = {};
	for (const [index, { group: name = 'chat', ...deployment }] of deployments.entries()) {
		const provider = deployment.provider ?? 'openai-compatible';
		const url = servers[index]!.url;
		const versioned = provider === 'openai' || provider === 'openai-compatible';
		groups[name] ??= { ...(name === 'chat' ? group : options.groups?.[name]), deployments: [] };
		groups[name].deployments.push({
			provider,
			baseUrl: versioned ? `${url}/v1` : url,
			apiKey: 'test-key',
			model: `m${index + 1}`,
			priority: index + 1,
			...deployment,
		});
	}
	const router = createRouter(
		{ groups },
		{
			state,
			clock,
			random: () => 0.5,
			outbox: { append: (...added) => void rows.push(...added), close: () => {} },
			providers: createProviders(),
			pricing,
			windowMs: options.windowMs,
		},
	);
	return {
		router,
		servers,
		clock,
		state,
		rows,
		ask: (text = 'Hi', more = {}) =>
			router.chat({ group: 'chat', messages: [{ role: 'user', content: [{ type: 'text', text }] }], ...more }),
		settle: (promise, maxMs = 600_000, stepMs = 100) => settle(clock, promise, maxMs, stepMs),
		async close() {
			await pricing.warm(); // a call begins it and does not wait: it would load after the test's end
			await router.close();
			await state.close();
			await Promise.all(servers.map((server) => server.close()));
		},
	};
}

async function settle<T>(clock: FakeClock, promise: Promise<T>, maxMs: number, stepMs: number): Promise<T> {
	let settled = false;
	const done = promise.finally(() => (settled = true));
	done.catch(() => {});
	for (let passedMs = 0; !settled && passedMs <= maxMs; passedMs += stepMs) {
		// Real requests need real time, whatever the fake clock says.
		await new Promise((resolve) => setTimeout(resolve, 2));
		if (!settled) await clock.advance(stepMs);
	}
	if (!settled) throw new Error(`Nothing settled within ${maxMs} ms of fake time.`);
	return await done;
}

/** Lets real requests that are under way come to their end, without moving the clock. */
export async function untilQuiet(condition: () => boolean, timeoutMs = 5_000): Promise<void> {
	const endsAt = Date.now() + timeoutMs;
	while (!condition()) {
		if (Date.now() > endsAt) throw new Error('The condition was not met in time.');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
