import type { Clock } from '../clock';
import type { Pricing } from '../pricing/pricing';
import type { Provider } from '../providers/provider';
import type { StateStore } from '../state/state-store';
import type { ProviderName } from '../types/deployment';
import type { AppendRow } from './append-together';
import type { LeaseKeeper } from './lease-keeper';
import type { ModelTraits } from './model-traits';

/** What the loop works with; put together once by `createRouter`. */
export interface RouterParts {
	store: StateStore;
	keeper: LeaseKeeper;
	providers: Record<ProviderName, Provider>;
	pricing: Pricing;
	models: ModelTraits;
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	/** Length of the window that RPM and TPM hold over. */
	windowMs: number;
	/** Starts to load what the end of a call needs (prices, the log's file); call it while a request is on its way. */
	warm: () => void;
	/** Writes the usage row before the answer is handed over; never throws, a lost row gives a hint. */
	append: AppendRow;
}
