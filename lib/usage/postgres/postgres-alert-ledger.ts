import type { AlertLedger } from '../../types/alert-ledger';
import { timeOf } from './call-records';
import { createPool } from './create-pool';
import { migrate } from './migrate';
import type { PostgresSettings } from './postgres-settings';
import { createStatements } from './read-sql';

/** Alerts remembered beside the usage log in Postgres. Claims go by the server's clock, so that processes on several hosts agree. */
export function createPostgresAlertLedger(settings: PostgresSettings): AlertLedger {
	const pool = createPool({ ...settings, poolSize: 1 });
	const statement = createStatements(settings.schema);
	let migrated: Promise<void> | undefined;

	async function ask(name: string, parameters: unknown[]): Promise<object[]> {
		try {
			await (migrated ??= migrate(pool, settings.schema));
			return await pool.transaction(async (client) => (await client.query<object>(statement(name), parameters)).rows);
		} catch (error) {
			migrated = undefined;
			throw error;
		}
	}

	return {
		async claim({ key, leaseMs, keepUntilMs }) {
			await ask('delete-old-alerts', []);
			const claimed = await ask('claim-alert', [key, Math.round(leaseMs), timeOf(keepUntilMs)]);
			if (claimed.length > 0) return 'claimed';
			const [alert] = (await ask('select-alert', [key])) as Array<{ sent: boolean }>;
			return alert?.sent ? 'sent' : 'taken';
		},
		confirm: async (key) => void (await ask('confirm-alert', [key])),
		release: async (key) => void (await ask('release-alert', [key])),
		close: async () => await pool.close(),
	};
}
