import type { AlertLedger } from '../types/alert-ledger';

export interface SendOptions<Alert extends { key: string; keepUntilMs: number }> {
	ledger: Pick<AlertLedger, 'claim' | 'confirm' | 'release'>;
	due: readonly Alert[];
	/** Resolves when it is sent; its error says in a sentence why not. */
	send: (alert: Alert) => Promise<void>;
	/** How long sending one may take with all its tries; then another process may try. Default 180,000. */
	leaseMs?: number;
}

export interface SentAlerts<Alert> {
	/** By this run. */
	sent: Alert[];
	/** Being sent by somebody else at this moment. */
	taken: Alert[];
	/** Not sent: free again, for the next check. */
	failed: Array<{ alert: Alert; reason: string }>;
	/** Among `sent`, but the ledger could not be told, so that they may be sent once more when their lease is over. */
	unconfirmed: Array<{ alert: Alert; reason: string }>;
}

/** A message may take 100 s, and its chart, where the database is slow, a minute. */
const DEFAULT_LEASE_MS = 180_000;

/**
 * Sends what nobody has sent yet, one after the other: of any number who do so at once, one sends each. One that could not be sent, or that the ledger
 * could not be asked about, is not forgotten: the next check tries it again. Never throws.
 */
export async function sendDueAlerts<Alert extends { key: string; keepUntilMs: number }>({
	ledger,
	due,
	send,
	leaseMs = DEFAULT_LEASE_MS,
}: SendOptions<Alert>): Promise<SentAlerts<Alert>> {
	const result: SentAlerts<Alert> = { sent: [], taken: [], failed: [], unconfirmed: [] };
	for (const alert of due) {
		const { key, keepUntilMs } = alert;
		let isOurs = false;
		try {
			const claim = await ledger.claim({ key, leaseMs, keepUntilMs });
			if (claim === 'taken') result.taken.push(alert);
			if (claim !== 'claimed') continue;
			isOurs = true;
			await send(alert);
		} catch (error) {
			result.failed.push({ alert, reason: reasonOf(error) });
			// What another holds is not ours to release; where releasing fails too, the claim runs out.
			if (isOurs) await ledger.release(key).catch(() => undefined);
			continue;
		}
		result.sent.push(alert);
		await ledger.confirm(key).catch((error: unknown) => result.unconfirmed.push({ alert, reason: reasonOf(error) }));
	}
	return result;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'it could not be sent');
