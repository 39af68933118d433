import type { Settings } from './found';
import type { Notes } from './notes';

/** Settings of LiteLLM's that mean nothing here, with one sentence for all of them. */
export interface Ignored {
	readonly names: readonly string[];
	/** What to use in their place, or why nothing is needed. */
	readonly instead: string;
	/** Also to be told of where it is false; other settings that are switched off ask for nothing. */
	readonly evenIfFalse?: boolean;
}

export function namesOf(table: readonly Ignored[]): string[] {
	return table.flatMap(({ names }) => names);
}

/** Notes those of the settings that the table names. */
export function noteIgnored(notes: Notes, settings: Settings, table: readonly Ignored[]): void {
	for (const [name, { value, path }] of settings) {
		const entry = table.find(({ names }) => names.includes(name));
		if (entry !== undefined && (value !== false || entry.evenIfFalse === true)) notes.ignore(path, entry.instead);
	}
}
