import type { AlertLedger } from '../types/alert-ledger';

export interface SendOptions<Alert extends { key: string; keepUntilMs: number }> {
	ledger: Pick<AlertLedger, 'claim' | 'confirm' | 'release'>;
	due: readonly Alert[];
	/** Resolves when it is sent; its error says in a sentence why not. */
	send: (alert: Alert) => Promise<void>;
	/** How long sending one may take with all its tries; then another process may try. Default 120,000. */
	leaseMs?: number;
}

export interface SentAlerts<Alert> {
	/** By this run. */
	sent: Alert[];
	/** Free again, for the next check. */
	failed: Array<{ alert: Alert; reason: string }>;
}

const DEFAULT_LEASE_MS = 120_000;

/**
 * Sends what nobody has sent yet: of any number who do so at once, one sends each. One that could not be sent is not forgotten: the next check
 * tries it again.
 */
export async function sendDueAlerts<Alert extends { key: string; keepUntilMs: number }>({
	ledger,
	due,
	send,
	leaseMs = DEFAULT_LEASE_MS,
}: SendOptions<Alert>): Promise<SentAlerts<Alert>> {
	const result: SentAlerts<Alert> = { sent: [], failed: [] };
	for (const alert of due) {
		const { key, keepUntilMs } = alert;
		if ((await ledger.claim({ key, leaseMs, keepUntilMs })) !== 'claimed') continue;
		try {
			await send(alert);
		} catch (error) {
			result.failed.push({ alert, reason: error instanceof Error ? error.message : 'it could not be sent' });
			// Where this fails too, the claim runs out.
			await ledger.release(key).catch(() => undefined);
			continue;
		}
		result.sent.push(alert);
		await ledger.confirm(key);
	}
	return result;
}
