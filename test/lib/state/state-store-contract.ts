import type { CreateStoreUnderTest } from './contract/bench';
import { describeCooldown } from './contract/cooldown';
import { describeGranting } from './contract/granting';
import { describeHolders } from './contract/holders';
import { describeLimits } from './contract/limits';
import { describeLine } from './contract/line';
import { describePatience } from './contract/patience';
import { describeSilentHead } from './contract/silent-head';

export type { CreateStoreUnderTest, StoreUnderTest } from './contract/bench';

/**
 * What every state store promises, shown on two handles that share one state. `create` is called before each
 * test and starts with an empty state. Waits are short, so that a store with a clock of its own can pass in real time.
 */
export function describeStateStore(name: string, create: CreateStoreUnderTest): void {
	describe(`${name} keeps the state store's contract`, () => {
		describeGranting(create);
		describeLimits(create);
		describeLine(create);
		describePatience(create);
		describeHolders(create);
		describeSilentHead(create);
		describeCooldown(create);
	});
}
