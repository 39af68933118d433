import type { Clock } from '../clock';
import { guarded, inBackground } from '../guarded';
import type { Timeouts } from '../types/deployment';
import { ProviderFailure, type FailureKind } from '../types/failure';

/** A local server is asked for a sign of life when its first token is this late. */
export const PROBE_AFTER_MS = 10_000;
/** No answer to the free probe within this: dead. */
export const PROBE_TIMEOUT_MS = 5_000;

export interface WatchdogOptions {
	clock: Clock;
	timeouts: Timeouts;
	/** What is left of the call's own deadline. */
	deadlineMs: number;
	/** Free sign of life, for local servers. */
	probe?: (signal: AbortSignal) => Promise<void>;
	/** Called once, with what ended the attempt. */
	onTrip: (kind: FailureKind, message: string) => void;
}

/**
 * Watches one attempt: first token, idle, attempt, and the call's deadline. Trips at most once. Only tokens
 * count as life (`sawToken`), keep-alive frames do not.
 */
export class Watchdog {
	private readonly startedAtMs: number;
	private lastTokenAtMs?: number;
	private readonly cancels = new Set<() => void>();
	/** Of the probe under way. Not made before it: aborting costs an exception with its stack, twice in every call. */
	private probeAbort?: AbortController;
	private stopped = false;
	private consumerBusy = false;

	constructor(private readonly options: WatchdogOptions) {
		const { clock, timeouts, deadlineMs, probe } = options;
		this.startedAtMs = clock.now();
		this.after(timeouts.firstTokenMs, () => {
			if (this.lastTokenAtMs === undefined)
				this.trip('timeout_first_token', `no first token within ${inSeconds(timeouts.firstTokenMs)}`);
		});
		if (timeouts.attemptMs !== undefined && timeouts.attemptMs < deadlineMs) {
			const attemptMs = timeouts.attemptMs;
			this.after(attemptMs, () => this.trip('timeout_attempt', `the attempt took longer than ${inSeconds(attemptMs)}`));
		}
		this.after(deadlineMs, () => this.trip('deadline', "the call's deadline is over"));
		if (probe !== undefined && timeouts.firstTokenMs > PROBE_AFTER_MS) this.scheduleProbe(probe);
	}

	sawToken(): void {
		const first = this.lastTokenAtMs === undefined;
		this.lastTokenAtMs = this.options.clock.now();
		if (!first) return;
		this.probeAbort?.abort();
		this.watchIdle(this.options.timeouts.idleMs);
	}

	/** The consumer has the last token and takes its time: that is no silence of the provider's. */
	suspend(): void {
		this.consumerBusy = true;
	}

	resume(): void {
		this.consumerBusy = false;
		if (this.lastTokenAtMs !== undefined) this.lastTokenAtMs = this.options.clock.now();
	}

	stop(): void {
		this.stopped = true;
		this.probeAbort?.abort();
		for (const cancel of this.cancels) cancel();
		this.cancels.clear();
	}

	/** One timer for the whole stream: it sleeps until the present token would be too old, then looks again. */
	private watchIdle(delayMs: number): void {
		const { clock, timeouts } = this.options;
		this.after(delayMs, () => {
			const silentMs = this.consumerBusy ? 0 : clock.now() - this.lastTokenAtMs!;
			if (silentMs >= timeouts.idleMs)
				this.trip('timeout_idle', `the stream was silent for ${inSeconds(timeouts.idleMs)}`);
			else this.watchIdle(timeouts.idleMs - silentMs);
		});
	}

	private scheduleProbe(probe: (signal: AbortSignal) => Promise<void>): void {
		this.after(PROBE_AFTER_MS, () => {
			if (this.lastTokenAtMs !== undefined) return;
			const dead = () => {
				if (this.lastTokenAtMs === undefined)
					this.trip(
						'timeout_first_token',
						`no first token after ${inSeconds(this.options.clock.now() - this.startedAtMs)}, and the server does not answer its status request either`,
					);
			};
			const cancelTimeout = this.after(PROBE_TIMEOUT_MS, dead);
			this.probeAbort = new AbortController();
			const alive = () => {
				cancelTimeout();
				if (!this.stopped && this.lastTokenAtMs === undefined) this.scheduleProbe(probe);
			};
			const { signal } = this.probeAbort;
			const ask = async () => {
				// Any answer is a sign of life, also a 404 or a page of a proxy that lets only chat requests through.
				const isDead = await probe(signal).then(() => false, hasNoConnection);
				if (isDead) dead();
				else alive();
			};
			inBackground('the probe of a local server', ask, this.fail);
		});
	}

	private trip(kind: FailureKind, message: string): void {
		if (this.stopped) return;
		this.stop();
		this.options.onTrip(kind, message);
	}

	/** An attempt that is no longer watched could last for ever, so a fault of the watchdog's ends it. */
	private readonly fail = (error: unknown): void => {
		const name = error instanceof Error ? error.name : typeof error;
		this.trip('server', `the watch over the attempt failed (${name})`);
	};

	private after(delayMs: number, action: () => void): () => void {
		const due = () => {
			this.cancels.delete(cancel);
			if (!this.stopped) action();
		};
		const cancel = this.options.clock.after(delayMs, guarded("a timer of an attempt's watchdog", due, this.fail));
		this.cancels.add(cancel);
		return () => {
			this.cancels.delete(cancel);
			cancel();
		};
	}
}

function hasNoConnection(error: unknown): boolean {
	return error instanceof ProviderFailure && error.failure.kind === 'connection';
}

function inSeconds(durationMs: number): string {
	return `${Math.round(durationMs / 100) / 10} s`;
}
