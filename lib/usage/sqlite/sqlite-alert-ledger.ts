import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { systemClock, type Clock } from '../../clock';
import type { AlertLedger } from '../../types/alert-ledger';
import { openDatabase, toUsageLogError } from './database';
import { makeFolder } from './make-folder';
import { readSql } from './read-sql';
import { inTransaction } from './transaction';

const FILE = 'alerts.sqlite';
/** A claim takes a millisecond: of many processes at once the last waits so long at most. */
const BUSY_TIMEOUT_MS = 2_000;

export interface SqliteAlertLedgerOptions {
	folder: string;
	/** Its `wallMs` counts, since processes agree on that. Default: the system's. */
	clock?: Clock;
}

/** Alerts remembered in a file of their own beside the embedded usage log; the processes of one host share it. */
export function createSqliteAlertLedger({ folder, clock = systemClock }: SqliteAlertLedgerOptions): AlertLedger {
	const path = join(folder, FILE);

	function onFile<T>(work: (database: DatabaseSync) => T): T {
		try {
			makeFolder(folder);
			const database = openDatabase(path, { readOnly: false, busyTimeoutMs: BUSY_TIMEOUT_MS });
			try {
				return inTransaction(database, () => {
					database.exec(readSql('create-alerts'));
					return work(database);
				});
			} finally {
				database.close();
			}
		} catch (error) {
			throw toUsageLogError(error, 'write to', path);
		}
	}

	return {
		async claim({ key, leaseMs, keepUntilMs }) {
			return onFile((database) => {
				const nowMs = clock.wallMs();
				database.prepare(readSql('delete-old-alerts')).run({ nowMs });
				const known = database.prepare(readSql('select-alert')).get({ key });
				if (known?.['sent'] === 1) return 'sent';
				if (Number(known?.['claimedUntilMs'] ?? 0) > nowMs) return 'taken';
				database
					.prepare(readSql('claim-alert'))
					.run({ key, claimedUntilMs: Math.ceil(nowMs + leaseMs), keepUntilMs: Math.floor(keepUntilMs) });
				return 'claimed';
			});
		},
		confirm: async (key) =>
			onFile((database) => {
				database.prepare(readSql('confirm-alert')).run({ key });
			}),
		release: async (key) =>
			onFile((database) => {
				database.prepare(readSql('release-alert')).run({ key });
			}),
		async close() {
			// The file is open for the moments of its use only.
		},
	};
}
