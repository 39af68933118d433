import { createHash } from 'node:crypto';
import type {
	Outbox,
	Pricing,
	Provider,
	ProviderName,
	RedisSettings,
	Router,
	RouterConfigInput,
	StateStore,
} from '../../lib';
import { usageLogFolder } from './n8n-folder';

/**
 * The composition root: what all nodes and executions of this process share. Loaded at the first execution,
 * since n8n requires every node file at its start. n8n tells nodes nothing of its end, so nothing here keeps
 * the process alive and nothing needs closing.
 */
export type Library = typeof import('../../lib');

/** Configurations in use at the same time; beyond, the one unused for longest is forgotten. Routers hold nothing of their own. */
const MAX_ROUTERS = 200;
/** The same for Redis credentials. The one unused for longest is closed; idle connections it has closed itself long before. */
const MAX_SHARED_STATES = 50;

export interface RouterUse {
	usageLogOn: boolean;
	/** In this process, or in Redis. */
	state: 'process' | RedisSettings;
}

interface KeptRouter {
	router: Router;
	/** The fingerprint of the Redis settings; absent: the state of this process. */
	stateKey?: string;
}

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
	private outbox: Outbox | undefined;

	constructor(readonly library: Library) {
		this.providers = library.createProviders();
		this.ownState = library.createMemoryStateStore({ clock: library.systemClock });
		this.pricing = library.createPricing();
	}

	/**
	 * The router of a configuration; the same one as long as the configuration is the same.
	 * @throws ConfigError with every fault.
	 */
	router(config: RouterConfigInput, { usageLogOn, state }: RouterUse): Router {
		const stateKey = state === 'process' ? undefined : fingerprintOf(state);
		const store = state === 'process' ? this.ownState : this.sharedState(state);
		const fingerprint = fingerprintOf([config, usageLogOn, stateKey]);
		const { providers, pricing } = this;
		const router =
			this.routers.get(fingerprint)?.router ??
			this.library.createRouter(config, { providers, state: store, pricing, outbox: usageLogOn ? this.openOutbox() : null });
		keepLatest(this.routers, fingerprint, { router, stateKey }, MAX_ROUTERS);
		return router;
	}

	/** The state behind a Redis credential: one for the process, so that thousands of executions share its connections. */
	sharedState(settings: RedisSettings): StateStore {
		const key = fingerprintOf(settings);
		const store = this.sharedStates.get(key) ?? this.library.createSharedStateStore(settings);
		for (const [oldKey, old] of keepLatest(this.sharedStates, key, store, MAX_SHARED_STATES)) {
			for (const [fingerprint, { stateKey }] of this.routers) if (stateKey === oldKey) this.routers.delete(fingerprint);
			void old.close();
		}
		return store;
	}

	private openOutbox(): Outbox {
		this.outbox ??= this.library.createSqliteOutbox({ folder: usageLogFolder() });
		return this.outbox;
	}
}

/** Content alone decides, never a credential's id: n8n gives the content anew in every execution. */
function fingerprintOf(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64');
}

/** Puts the entry last, since a Map keeps the order of insertion; gives those that are too many, unused for longest, after taking them out. */
function keepLatest<T>(entries: Map<string, T>, key: string, value: T, most: number): Array<[string, T]> {
	entries.delete(key);
	entries.set(key, value);
	const tooMany: Array<[string, T]> = [];
	for (const entry of entries) {
		if (entries.size <= most) break;
		entries.delete(entry[0]);
		tooMany.push(entry);
	}
	return tooMany;
}
