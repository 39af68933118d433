import { setTimeout as sleep } from 'node:timers/promises';
import { createPricing } from '../../lib/pricing/pricing';
import { createProviders } from '../../lib/providers';
import { closeProviderConnections } from '../../lib/providers/http/fetch';
import { createSharedMemoryState } from '../../lib/state/memory';
import type { RedisSettings } from '../../lib/state/redis/redis-settings';
import { createSharedStateStore } from '../../lib/state/shared-state-store';
import type { StateStore } from '../../lib/state/state-store';
import { systemClock } from '../../lib/clock';
import type { Case } from './case';
import { drawCase } from './draw-case';
import type { Focus } from './faults/catalogue';
import { checkCase } from './invariants/check-case';
import { leaked } from './invariants/secrets';
import type { Violation } from './invariants/violation';
import { resourcesLeft } from './run/resources-left';
import type { CaseRun } from './run/case-run';
import { LagMeter, NOT_CAUGHT, Outlet } from './run/observe';
import { playTogether } from './run/play-together';
import type { Surroundings } from './run/run-case';
import { Tally, type Figures } from './tally';

export interface CampaignOptions {
	seed: number;
	/** Cases are played until there were so many calls. */
	calls: number;
	/** This case alone. */
	only?: number;
	/** Without it there are no cases with Redis. */
	redis?: RedisSettings;
	/** Only some faults are played. */
	focus?: Focus;
	/** Ends with the first batch that breaks an invariant. */
	stopsEarly?: boolean;
	/** After every batch. */
	onProgress?: (figures: Figures) => void;
}

/** Cases that are played and then looked at together. */
const BATCH = 80;
/** Where the first that breaks something is looked for. */
const SMALL_BATCH = 25;
/** Draws cases, plays them in batches, and holds each to the invariants. */
export async function runCampaign(options: CampaignOptions): Promise<Figures> {
	const { seed, calls, only, redis, focus, stopsEarly = false, onProgress } = options;
	const stores: Array<Case['store']> = redis === undefined ? ['memory'] : ['memory', 'redis'];
	const tally = new Tally(seed);
	const outlet = new Outlet();
	outlet.open();
	try {
		for (let next = 0; only === undefined ? tally.calls < calls : next === 0;) {
			const batch: Case[] = [];
			let drawn = tally.calls;
			while (
				batch.length < (stopsEarly ? SMALL_BATCH : BATCH) &&
				(only === undefined ? drawn < calls : batch.length === 0)
			) {
				const one = drawCase(seed, only ?? next++, stores, focus);
				drawn += one.calls.length;
				batch.push(one);
			}
			if (only !== undefined) next = 1;
			await playBatch(batch, redis, tally, outlet);
			onProgress?.(tally.figures());
			if (stopsEarly && tally.figures().violations.length > 0) break;
		}
	} finally {
		outlet.close();
	}
	return tally.figures();
}

async function playBatch(
	batch: readonly Case[],
	redis: RedisSettings | undefined,
	tally: Tally,
	outlet: Outlet,
): Promise<void> {
	const lag = new LagMeter();
	const memory = createSharedMemoryState({ clock: systemClock });
	const stores: Surroundings['stores'] = {
		memory: [memory.handle(), memory.handle()],
		...(redis !== undefined && { redis: [createSharedStateStore(redis), createSharedStateStore(redis)] }),
	};
	const pricing = createPricing();
	await Promise.all([pricing.warm(), ...(stores.redis ?? []).map(connect)]);
	const providers = createProviders();
	await Promise.all(Object.values(providers).map(async (provider) => await provider.warm?.()));
	const surroundings: Surroundings = { providers, pricing, stores, lag };
	const runs = await playTogether(batch, surroundings);
	for (const run of runs) tally.add(run, checkCase(run));
	await Promise.all(
		Object.values(stores)
			.flat()
			.map(async (store) => await store.close()),
	);
	await closeProviderConnections();
	lag.stop();
	tally.addViolations([...(await checkProcess(batch)), ...checkOutlet(runs, outlet)]);
}

/** The first call would find a store that is still connecting, and go on without it. */
async function connect(store: StateStore): Promise<void> {
	const untilMs = systemClock.now() + 5_000;
	do {
		await store.snapshot({ keys: [], windowMs: 1 });
		if (store.degraded === undefined) return;
		await sleep(50);
	} while (systemClock.now() < untilMs);
	throw new Error(`Redis cannot be used: ${store.degraded}`);
}

async function checkProcess([first]: readonly Case[]): Promise<Violation[]> {
	const left = await resourcesLeft();
	if (left.length === 0) return [];
	const { seed, number } = first!;
	return [
		{
			invariant: 'leftovers',
			seed,
			case: number,
			what: `after the batch that begins with this case: ${left.join(', ')}`,
		},
	];
}

/** The library writes nothing to the console, and throws nothing that no caller can catch. */
function checkOutlet(runs: readonly CaseRun[], outlet: Outlet): Violation[] {
	return [...new Set(outlet.take())].map((text): Violation => {
		const owner = runs.find(({ drawn }) => leaked(text, drawn.planted).length > 0)?.drawn;
		const { seed, number } = owner ?? runs[0]!.drawn;
		const what = `on the console: ${owner === undefined ? text.slice(0, 600) : leaked(text, owner.planted).join(', ')}`;
		return { invariant: text.startsWith(NOT_CAUGHT) ? 'ending' : 'secrets', seed, case: number, what };
	});
}
