import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a statement kept beside this file; the build copies `.sql` files to where it puts this one. */
export function readSql(name: string): string {
	return readFileSync(join(__dirname, `${name}.sql`), 'utf8');
}
