import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const MIGRATIONS = join(__dirname, '../../../../lib/usage/sqlite/migrations');

/**
 * A file as the version left it whose last migration has that number, with what `sql` adds to it.
 * @param isStrict false: its columns take values of any type, as a file may that was edited or damaged
 */
export function writeOldFile(
	path: string,
	sql: string,
	{ version = 2, isStrict = true }: { version?: number; isStrict?: boolean } = {},
): void {
	mkdirSync(dirname(path), { recursive: true });
	const database = new DatabaseSync(path);
	database.exec('PRAGMA journal_mode = WAL');
	for (const name of readdirSync(MIGRATIONS).sort()) {
		if (Number(name.slice(0, 4)) > version) continue;
		const step = readFileSync(join(MIGRATIONS, name), 'utf8');
		database.exec(isStrict ? step : step.replaceAll(/\) STRICT(, )?/g, (_all, more) => (more ? ') ' : ')')));
	}
	database.exec(`PRAGMA user_version = ${version}; ${sql}`);
	database.close();
}

/** A statement that adds a call; `values` are SQL, by column. */
export function insertOldCall(callId: string, startedAtMs: number, values: Record<string, string> = {}): string {
	const columns = {
		call_id: `'${callId}'`,
		started_at_ms: String(startedAtMs),
		model_group: "'chat'",
		deployment: "'d'",
		provider: "'openai'",
		requested_model: "'m'",
		status: "'ok'",
		estimated: '0',
		latency_ms: '1',
		queue_wait_ms: '0',
		attempt_count: '1',
		...values,
	};
	return `INSERT INTO calls (${Object.keys(columns).join(', ')}) VALUES (${Object.values(columns).join(', ')});`;
}
