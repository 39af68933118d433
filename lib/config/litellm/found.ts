import type { Path } from '../model-groups/converted';
import type { Notes } from './notes';
import type { Traced } from './traced';

/** A value and the place where it stands. */
export interface Found {
	readonly value: unknown;
	readonly path: Path;
}

/** Settings of one section by name; those that are empty (null) are not among them. */
export type Settings = ReadonlyMap<string, Found>;

export function settingsAt(section: Readonly<Record<string, unknown>> | undefined, path: Path): Settings {
	const given = Object.entries(section ?? {}).filter(([, value]) => value !== undefined);
	return new Map(given.map(([name, value]) => [name, { value, path: [...path, name] }]));
}

/** A setting that LiteLLM takes from several places: the first that is there. The others are noted as ignored. */
export function firstOf(
	notes: Notes,
	...places: ReadonlyArray<readonly [settings: Settings, name: string]>
): Found | undefined {
	const [first, ...others] = places.flatMap(([settings, name]) => settings.get(name) ?? []);
	for (const { path } of others) notes.ignore(path, `${first!.path.slice(-2).join('.')} comes first, as in LiteLLM`);
	return first;
}

export function leafOf(found: Found): Traced {
	return { origin: found.path, leaf: found.value };
}

export function maybeLeaf(found: Found | undefined): Traced | undefined {
	return found && leafOf(found);
}
