import type {
	AlertLedger,
	Pricing,
	Provider,
	ProviderName,
	RedisSettings,
	Router,
	RouterConfigInput,
	StateStore,
	UsageLog,
} from '../../lib';
import { fingerprintOf } from './fingerprint';
import { keepLatest } from './keep-latest';
import { LastValidGroups } from './model-groups/last-valid';
import { UsageDestinations, type ReadTarget, type UsageTarget } from './usage-destinations';

/**
 * The composition root: what all nodes and executions of this process share. Loaded at the first execution,
 * since n8n requires every node file at its start. n8n tells nodes nothing of its end, so nothing here keeps
 * the process alive and nothing needs closing.
 */
export type Library = typeof import('../../lib');

/** Configurations in use at the same time; beyond, the one unused for longest is forgotten. Routers hold no more than what they learnt of models. */
const MAX_ROUTERS = 200;
/** Of their configurations as text, all together: a group may have thousands of deployments. */
const MAX_ROUTERS_LENGTH = 16_000_000;
/** The same for Redis credentials. The one unused for longest is closed; idle connections it has closed itself long before. */
const MAX_SHARED_STATES = 50;

export interface RouterUse {
	/** Where calls are recorded. */
	usage: 'off' | UsageTarget;
	/** In this process, or in Redis. */
	state: 'process' | RedisSettings;
}

interface KeptRouter {
	router: Router;
	/** Of the configuration as text. */
	length: number;
	/** The fingerprint of the Redis settings; absent: the state of this process. */
	stateKey?: string;
}

const MOST_ROUTERS = {
	entries: MAX_ROUTERS,
	weight: { of: ({ length }: KeptRouter) => length, most: MAX_ROUTERS_LENGTH },
};

let runtime: Promise<Runtime> | undefined;

export async function loadRuntime(): Promise<Runtime> {
	runtime ??= import('../../lib').then((library) => new Runtime(library));
	return await runtime;
}

export class Runtime {
	readonly providers: Record<ProviderName, Provider>;
	private readonly ownState: StateStore;
	private readonly sharedStates = new Map<string, StateStore>();
	private readonly pricing: Pricing;
	private readonly routers = new Map<string, KeptRouter>();
	readonly destinations: UsageDestinations;
	readonly modelGroups: LastValidGroups;

	constructor(readonly library: Library) {
		this.providers = library.createProviders();
		this.ownState = library.createMemoryStateStore({ clock: library.systemClock });
		this.pricing = library.createPricing();
		this.destinations = new UsageDestinations(library);
		this.modelGroups = new LastValidGroups(library);
	}

	/**
	 * The router of a configuration; the same one as long as the configuration is the same.
	 * @throws ConfigError with every fault.
	 */
	router(config: RouterConfigInput, { usage, state }: RouterUse): Router {
		const stateKey = state === 'process' ? undefined : fingerprintOf(state);
		const store = this.stateStore(state);
		// Also for a router that is there already: the credential may have been edited.
		const outbox = usage === 'off' ? null : this.destinations.outbox(usage);
		const text = JSON.stringify(config);
		const fingerprint = fingerprintOf([text, usageKeyOf(usage), stateKey]);
		const { providers, pricing } = this;
		const router =
			this.routers.get(fingerprint)?.router ??
			this.library.createRouter(config, { providers, state: store, pricing, outbox });
		keepLatest(this.routers, fingerprint, { router, stateKey, length: text.length }, MOST_ROUTERS);
		return router;
	}

	stateStore(state: RouterUse['state']): StateStore {
		return state === 'process' ? this.ownState : this.sharedState(state);
	}

	/** The state behind a Redis credential: one for the process, so that thousands of executions share its connections. */
	sharedState(settings: RedisSettings): StateStore {
		const key = fingerprintOf(settings);
		const store = this.sharedStates.get(key) ?? this.library.createSharedStateStore(settings);
		for (const [oldKey, old] of keepLatest(this.sharedStates, key, store, MAX_SHARED_STATES)) {
			for (const [fingerprint, { stateKey }] of this.routers) if (stateKey === oldKey) this.routers.delete(fingerprint);
			this.library.inBackground('the end of a shared state', async () => await old.close());
		}
		return store;
	}

	/** The log of a target, to be read and trimmed; one for the process, so not to be closed. */
	usageLog(target: ReadTarget): UsageLog {
		return this.destinations.usageLog(target);
	}

	/** Which alerts were sent, remembered beside the log of a target; one for the process, so not to be closed. */
	alertLedger(target: ReadTarget): AlertLedger {
		return this.destinations.alertLedger(target);
	}
}

/** What a router holds of it does not change with what is edited in a credential. */
function usageKeyOf(usage: RouterUse['usage']): unknown {
	if (usage === 'off') return usage;
	return usage.kind === 'embedded' ? [usage.kind, usage.keepCallsDays] : [usage.kind, usage.outboxName];
}
