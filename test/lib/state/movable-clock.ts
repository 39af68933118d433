import { createFakeClock, type FakeClock } from '../../support/fake-clock';

export interface MovableClock extends FakeClock {
	/** Sets `now()` forward or back by so much, as a person or a time server does with a machine's clock. Timers stay as they are. */
	jump(ms: number): void;
}

export function createMovableClock(startMs?: number): MovableClock {
	const clock = createFakeClock(startMs);
	let movedMs = 0;
	return { ...clock, now: () => clock.now() + movedMs, jump: (ms) => void (movedMs += ms) };
}
