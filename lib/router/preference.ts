import type { Clock } from '../clock';
import type { PlanEntry } from '../policy/call-plan';
import { cheapestFirst } from '../policy/cheapest-first';
import { expectedOutputTokens } from '../policy/expected-output';
import { explores } from '../policy/explore';
import type { Pricing } from '../pricing/pricing';
import type { AdmitRequest } from '../state/state-store';
import type { ModelGroup } from '../types/deployment';
import { priceOf } from './price-of';

export interface PreferenceInput {
	group: ModelGroup;
	pricing: Pricing;
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	/** Our guess of the request's size. */
	inputTokens: number;
	/** As the caller set it. */
	maxOutputTokens?: number;
}

/** Entries in the order in which they are shown to the state store, and what it makes of that order. */
export type Preference = { entries: PlanEntry[] } & Pick<AdmitRequest, 'order' | 'expectedOutputTokens'>;

/**
 * What the group's strategy says for one turn. Decided once, so that the places in line are not shuffled when the call looks
 * again. Prices are asked for, and their data loaded (50 ms), only where the strategy goes by them.
 * @param open as `openEntries` gives them
 */
export function preferenceOf(input: PreferenceInput, open: PlanEntry[]): Preference {
	const outputTokens = expectedOutputTokens(input.maxOutputTokens);
	switch (input.group.strategy) {
		case 'weighted':
			return { entries: open, order: 'given' };
		case 'least-used':
			return { entries: open, order: 'least_used' };
		case 'lowest-latency':
			if (explores(input.random)) return { entries: open, order: 'given' };
			return { entries: open, order: 'lowest_latency', expectedOutputTokens: outputTokens };
		case 'lowest-cost': {
			const usage = { inputTokens: input.inputTokens, outputTokens };
			const atMs = input.clock.wallMs();
			return {
				entries: cheapestFirst(open, (deployment) => priceOf(input.pricing, deployment, usage, atMs).costUsd),
				order: 'given',
			};
		}
	}
}
