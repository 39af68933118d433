import { createGuardedStateStore } from '../../../lib/state/guarded-state-store';
import { createMemoryStateStore, createSharedMemoryState } from '../../../lib/state/memory';
import { createFakeClock } from '../../support/fake-clock';
import { describeStateStore } from './state-store-contract';

describeStateStore('guarded state that is never away', async () => {
	const clock = createFakeClock();
	const shared = createSharedMemoryState({ clock });
	const guard = () =>
		createGuardedStateStore({
			shared: shared.handle(),
			own: createMemoryStateStore({ clock }),
			check: async () => {},
			clock,
			describe: String,
		});
	const [a, b] = [guard(), guard()];
	return {
		a,
		b,
		clock,
		slackMs: 0,
		pass: async (ms) => await clock.advance(ms),
		kill: async () => {}, // it renews nothing by itself, so that it is dead when nobody speaks through it
		async end() {
			await Promise.all([a.close(), b.close()]);
		},
	};
});
