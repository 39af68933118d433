import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../lib/clock';
import type { DeploymentInput, RouterConfigInput } from '../../../lib/config/input';
import type { Pricing } from '../../../lib/pricing/pricing';
import type { Provider } from '../../../lib/providers/provider';
import { createRouter } from '../../../lib/router/create-router';
import type { StateStore } from '../../../lib/state/state-store';
import type { Deployment, ProviderName } from '../../../lib/types/deployment';
import type { UsageRow } from '../../../lib/types/usage-row';
import { CHANCE_OF, type Case } from '../case';
import { Chance } from '../chance';
import { WINDOW_MS } from '../draw-case';
import { startServers, type CaseServers } from '../server/start-servers';
import type { CaseRun, Leftovers } from './case-run';
import { createCountedClock, observeStore, type LagMeter } from './observe';
import { runCall } from './run-call';

/** What all cases of a campaign share, as all calls of a process do. */
export interface Surroundings {
	providers: Record<ProviderName, Provider>;
	pricing: Pricing;
	/** Of each kind, one a router. */
	stores: Partial<Record<Case['store'], StateStore[]>>;
	lag: LagMeter;
}

/** Plays one case to its end. */
export async function runCase(drawn: Case, surroundings: Surroundings): Promise<CaseRun> {
	const startMs = systemClock.now();
	const servers = await startServers(drawn);
	const rows: UsageRow[] = [];
	const stores = surroundings.stores[drawn.store]!.slice(0, drawn.routers).map(observeStore);
	const clocks = stores.map(() => createCountedClock());
	const input = toConfig(drawn, servers.baseUrls);
	const routers = stores.map((state, index) => {
		const chance = new Chance(drawn.seed, drawn.number, CHANCE_OF.router, index);
		return createRouter(input, {
			state,
			clock: clocks[index]!,
			// Squared, so that most backoffs are short.
			random: () => chance.next() ** 2,
			outbox: { append: (...added) => void rows.push(...added), close: () => {} },
			providers: surroundings.providers,
			pricing: surroundings.pricing,
			windowMs: WINDOW_MS,
		});
	});
	const deployments = inOrder(
		drawn,
		[...routers[0]!.config.groups.values()].flatMap((group) => group.deployments),
	);
	const calls = await Promise.all(drawn.calls.map(async (call) => await runCall(drawn, call, routers[call.router]!)));
	const left = await whatIsLeft();
	await servers.close();
	return {
		drawn,
		calls,
		requests: servers.requests,
		strays: servers.strays,
		deployments,
		rows,
		lagMs: surroundings.lag.longestSince(startMs),
		degraded: stores.some((store) => store.wasDegraded),
		left,
	};

	async function whatIsLeft(): Promise<Leftovers> {
		let left: Leftovers;
		const look = async (): Promise<Leftovers> => ({
			states: await stores[0]!.snapshot({ keys: deployments.map(({ id }) => id), windowMs: WINDOW_MS }),
			openRequests: servers.open(),
			timers: 0,
			wakeUps: stores.reduce((sum, store) => sum + store.wakeUps, 0),
		});
		const endMs = systemClock.now() + QUIET_WITHIN_MS;
		do {
			left = await look();
			if (isQuiet(left)) break;
			await sleep(20);
		} while (systemClock.now() < endMs);
		for (const router of routers) await router.close();
		const timers = () => clocks.reduce((sum, clock) => sum + clock.timers, 0);
		while (timers() > 0 && systemClock.now() < endMs) await sleep(20);
		return { ...left, timers: timers() };
	}
}

/** What follows a call in the background, its settlement above all, is over within this. */
const QUIET_WITHIN_MS = 3_000;

const isQuiet = ({ states, openRequests, wakeUps }: Leftovers): boolean =>
	openRequests === 0 && wakeUps === 0 && states.every(({ inFlight, waiting }) => inFlight === 0 && waiting === 0);

function toConfig(drawn: Case, baseUrls: CaseServers['baseUrls']): RouterConfigInput {
	const inputs = drawn.deployments.map(({ provider, settings }, index): DeploymentInput => ({
		...settings,
		provider,
		baseUrl: baseUrls[index]!,
		apiKey: drawn.planted.apiKeys[index]!,
		headers: { 'x-team-token': drawn.planted.headerToken },
	}));
	const of = (group: string) => inputs.filter((_, index) => drawn.deployments[index]!.group === group);
	const more = of('more');
	return {
		groups: {
			chat: { ...drawn.group, deployments: of('chat'), ...(more.length > 0 && { fallbacks: ['more'] }) },
			...(more.length > 0 && { more: { ...drawn.group, deployments: more } }),
		},
	};
}

/** Models are `m0`, `m1`, … */
const inOrder = (drawn: Case, deployments: readonly Deployment[]): Deployment[] =>
	drawn.deployments.map((_, index) => deployments.find(({ model }) => model === `m${index}`)!);
