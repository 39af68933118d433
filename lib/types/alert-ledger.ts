/**
 * Remembers which alerts were sent, so that each goes out once, whoever checks: ten workers at the same moment, or the next
 * process after a restart. An alert belongs to whoever claimed it until it is confirmed, released, or the claim's time is over, after
 * which the next may try: one that could not be sent is not forgotten.
 * Twins (embedded SQLite, Postgres) pass one contract test. Errors are `UsageLogError`s.
 */
export interface AlertLedger {
	/** `claimed`: the caller is to send it, and has `leaseMs` for that. `sent`: it was. `taken`: somebody else is sending it. */
	claim(alert: AlertClaim): Promise<'claimed' | 'sent' | 'taken'>;
	/** It was sent. */
	confirm(key: string): Promise<void>;
	/** It could not be sent: free for the next claim. One that was confirmed stays so. */
	release(key: string): Promise<void>;
	close(): Promise<void>;
}

export interface AlertClaim {
	/** Says what is alerted of, in which period; at most 300 characters. */
	key: string;
	/** From 1,000. */
	leaseMs: number;
	/** Epoch milliseconds from which on the ledger may forget it: some time after the period's end. */
	keepUntilMs: number;
}
