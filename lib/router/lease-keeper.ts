import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { guarded, inBackground } from '../guarded';
import type { StateStore } from '../state/state-store';

/** A lease or a ticket of a dead process is free again after this long. */
export const LEASE_MS = 30_000;

/**
 * Keeps the leases and tickets of this router's calls alive while they are held, with one background timer
 * for all of them. Its answers make good a lost wake-up.
 */
export class LeaseKeeper {
	/** Names this process to the store. */
	readonly holder = randomUUID();
	private readonly leases = new Map<string, string>();
	private readonly tickets = new Map<string, () => void>();
	private cancelTimer?: () => void;

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

	close(): void {
		this.cancelTimer?.();
		this.cancelTimer = undefined;
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
			for (const callId of [...reply.wake, ...reply.lost]) this.tickets.get(callId)?.();
		} catch {
			// The next beat tries again; three beats fit into one lease.
		}
	}
}
