import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a statement kept beside this file, its `{schema}` filled in; the build copies `.sql` files to where it puts this one. */
export function readSql(name: string, schema: string): string {
	const text = readFileSync(join(__dirname, `${name}.sql`), 'utf8');
	return text.replaceAll('{schema}', () => quoted(schema));
}

/** A name as SQL has it, whatever is in it. */
function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

/** Statements by name, each read once. */
export function createStatements(schema: string): (name: string) => string {
	const read = new Map<string, string>();
	return (name) => {
		const text = read.get(name) ?? readSql(name, schema);
		read.set(name, text);
		return text;
	};
}
