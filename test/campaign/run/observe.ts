import { inspect } from 'node:util';
import { systemClock, type Clock } from '../../../lib/clock';
import type { StateStore } from '../../../lib/state/state-store';

/** The system's clock, telling how many of its timers are set. */
export function createCountedClock(): Clock & { readonly timers: number } {
	const timers = new Set<symbol>();
	return {
		now: systemClock.now,
		wallMs: systemClock.wallMs,
		after(delayMs, action, options) {
			const timer = Symbol();
			timers.add(timer);
			const cancel = systemClock.after(
				delayMs,
				() => {
					timers.delete(timer);
					action();
				},
				options,
			);
			return () => {
				timers.delete(timer);
				cancel();
			};
		},
		get timers() {
			return timers.size;
		},
	};
}

/** A state store as it is, telling how many calls wait for its wake-ups, and whether it was ever less than asked for. */
export function observeStore(
	store: StateStore,
): StateStore & { readonly wakeUps: number; readonly wasDegraded: boolean } {
	let wakeUps = 0;
	let wasDegraded = false;
	const look = () => void (wasDegraded ||= store.degraded !== undefined);
	return {
		async admit(request) {
			const reply = await store.admit(request);
			look();
			return reply;
		},
		renew: async (request) => await store.renew(request),
		leave: async (request) => await store.leave(request),
		async settle(settlement) {
			const reply = await store.settle(settlement);
			look();
			return reply;
		},
		snapshot: async (request) => await store.snapshot(request),
		onWake(callId, wake) {
			const unsubscribe = store.onWake(callId, wake);
			wakeUps++;
			return () => {
				wakeUps--;
				unsubscribe();
			};
		},
		get degraded() {
			return store.degraded;
		},
		close: async () => await store.close(),
		get wakeUps() {
			return wakeUps;
		},
		get wasDegraded() {
			return wasDegraded;
		},
	};
}

/** Measures how long the event loop is held up, since nothing in this process can be on time meanwhile. */
export class LagMeter {
	private static readonly EVERY_MS = 10;
	private readonly held: Array<{ atMs: number; lagMs: number }> = [];
	private lastMs = systemClock.now();
	private readonly timer = setInterval(() => {
		const nowMs = systemClock.now();
		const lagMs = nowMs - this.lastMs - LagMeter.EVERY_MS;
		this.lastMs = nowMs;
		if (lagMs > 0) this.held.push({ atMs: nowMs, lagMs });
	}, LagMeter.EVERY_MS);

	longestSince(startMs: number): number {
		return this.held.reduce((longest, { atMs, lagMs }) => (atMs >= startMs ? Math.max(longest, lagMs) : longest), 0);
	}

	stop(): void {
		clearInterval(this.timer);
	}
}

/** What an outlet's text of an error that no caller could catch begins with. */
export const NOT_CAUGHT = 'not caught';

/** Keeps what is written to the console, and what was not caught. */
export class Outlet {
	/** What was written since the last `take`. */
	private written: string[] = [];
	private readonly originals = { out: process.stdout.write, error: process.stderr.write };
	private readonly onFault = (error: unknown) => void this.written.push(`${NOT_CAUGHT}: ${inspect(error)}`);

	open(): void {
		const keep = (chunk: unknown): boolean => this.written.push(String(chunk)) > 0;
		process.stdout.write = keep as typeof process.stdout.write;
		process.stderr.write = keep as typeof process.stderr.write;
		process.on('unhandledRejection', this.onFault);
		process.on('uncaughtException', this.onFault);
	}

	take(): string[] {
		const written = this.written;
		this.written = [];
		return written;
	}

	close(): void {
		process.stdout.write = this.originals.out;
		process.stderr.write = this.originals.error;
		process.off('unhandledRejection', this.onFault);
		process.off('uncaughtException', this.onFault);
	}
}
