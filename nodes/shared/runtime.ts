import { createHash } from 'node:crypto';
import type {
	Outbox,
	Pricing,
	Provider,
	ProviderName,
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

let runtime: Promise<Runtime> | undefined;

export async function loadRuntime(): Promise<Runtime> {
	runtime ??= import('../../lib').then((library) => new Runtime(library));
	return await runtime;
}

export class Runtime {
	readonly providers: Record<ProviderName, Provider>;
	private readonly state: StateStore;
	private readonly pricing: Pricing;
	private readonly routers = new Map<string, Router>();
	private outbox: Outbox | undefined;

	constructor(readonly library: Library) {
		this.providers = library.createProviders();
		this.state = library.createMemoryStateStore({ clock: library.systemClock });
		this.pricing = library.createPricing();
	}

	/**
	 * The router of a configuration; the same one as long as the configuration is the same.
	 * @throws ConfigError with every fault.
	 */
	router(config: RouterConfigInput, usageLogOn: boolean): Router {
		const fingerprint = createHash('sha256').update(`${usageLogOn}${JSON.stringify(config)}`).digest('base64');
		const { providers, state, pricing } = this;
		const router =
			this.routers.get(fingerprint) ??
			this.library.createRouter(config, { providers, state, pricing, outbox: usageLogOn ? this.openOutbox() : null });
		// Map keeps the order of insertion: the first entry is the one unused for longest.
		this.routers.delete(fingerprint);
		this.routers.set(fingerprint, router);
		if (this.routers.size > MAX_ROUTERS) this.routers.delete(this.routers.keys().next().value!);
		return router;
	}

	private openOutbox(): Outbox {
		this.outbox ??= this.library.createSqliteOutbox({ folder: usageLogFolder() });
		return this.outbox;
	}
}
