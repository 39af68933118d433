import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { guarded, inBackground } from '../guarded';
import { LONGEST_LEASE_MS } from '../policy/held-places';
import type { QueueCheck, StateStore } from '../state/state-store';

/** A lease or a ticket of a dead process is free again after this long. */
export const LEASE_MS = LONGEST_LEASE_MS;

/** Later than this, others have looked in the meantime, or this process has if it has calls in a queue. */
const SOON_MS = 5_000;

/**
 * Keeps the leases and tickets of this router's calls alive while they are held, with one background timer
 * for all of them. Its answers make good a lost wake-up. A second timer looks whether the first call of a queue is silent,
 * since its process may be killed or paused: calls behind it, and the process that woke it, look once when it is late.
 */
export class LeaseKeeper {
	/** Names this process to the store. */
	readonly holder = randomUUID();
	private readonly leases = new Map<string, string>();
	private readonly tickets = new Map<string, () => void>();
	private cancelTimer?: () => void;
	private queueCheck?: { atMs: number; cancel: () => void };
	private closed = false;

	constructor(
		private readonly store: StateStore,
		private readonly clock: Clock,
	) {}

	holdLease(attemptId: string, key: string): void {
		this.leases.set(attemptId, key);
		this.schedule();
	}

	releaseLease(attemptId: string): void {
		this.leases.delete(attemptId);
	}

	/** `wake` is called when the ticket should be admitted again. */
	holdTicket(callId: string, wake: () => void): void {
		this.tickets.set(callId, guarded('the wake-up of a waiting call', wake));
		this.schedule();
	}

	releaseTicket(callId: string): void {
		this.tickets.delete(callId);
	}

	/** Looks at the queues when the store has said so; the earliest time holds. */
	checkQueue({ checkQueueMs }: QueueCheck): void {
		if (checkQueueMs === undefined || this.closed) return;
		if (checkQueueMs > SOON_MS && this.tickets.size === 0) return;
		const atMs = this.clock.now() + checkQueueMs;
		if (this.queueCheck !== undefined && this.queueCheck.atMs <= atMs) return;
		this.queueCheck?.cancel();
		const look = () => inBackground('the look at the queues', async () => await this.lookAtQueues());
		const cancel = this.clock.after(checkQueueMs, look, { background: true });
		this.queueCheck = { atMs, cancel };
	}

	close(): void {
		this.closed = true;
		this.cancelTimer?.();
		this.cancelTimer = undefined;
		this.queueCheck?.cancel();
		this.queueCheck = undefined;
	}

	private async lookAtQueues(): Promise<void> {
		this.queueCheck = undefined;
		try {
			this.checkQueue(await this.store.renew({ holder: this.holder, leaseMs: LEASE_MS, attempts: [], tickets: [] }));
		} catch {
			// Others look too; at the latest the next reply says when.
		}
	}

	private schedule(): void {
		const renew = () => inBackground('the renewal of leases', async () => await this.renew());
		this.cancelTimer ??= this.clock.after(LEASE_MS / 3, renew, { background: true });
	}

	private async renew(): Promise<void> {
		this.cancelTimer = undefined;
		if (this.leases.size === 0 && this.tickets.size === 0) return;
		this.schedule();
		try {
			const reply = await this.store.renew({
				holder: this.holder,
				leaseMs: LEASE_MS,
				attempts: [...this.leases].map(([attemptId, key]) => ({ attemptId, key })),
				tickets: [...this.tickets.keys()],
			});
			this.checkQueue(reply);
			for (const callId of [...reply.wake, ...reply.lost]) this.tickets.get(callId)?.();
		} catch {
			// The next beat tries again; three beats fit into one lease.
		}
	}
}
