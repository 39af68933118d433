import type { Path } from '../model-groups/converted';

/** A value of our own format and the place in LiteLLM's that it comes from; what an object or a list holds has its own. */
export type Traced = { readonly origin: Path } & (
	{ readonly leaf: unknown } | { readonly fields: ReadonlyMap<string, Traced> } | { readonly items: readonly Traced[] }
);

/** What is undefined is left out. */
export function tracedObject(origin: Path, fields: Readonly<Record<string, Traced | undefined>>): Traced {
	const given = Object.entries(fields).filter((field): field is [string, Traced] => field[1] !== undefined);
	return { origin, fields: new Map(given) };
}

/** As `tracedObject`, but undefined when nothing is given. */
export function tracedObjectOfAny(
	origin: Path,
	fields: Readonly<Record<string, Traced | undefined>>,
): Traced | undefined {
	return Object.values(fields).some((field) => field !== undefined) ? tracedObject(origin, fields) : undefined;
}

/** The value without its places. */
export function plainValue(traced: Traced): unknown {
	if ('leaf' in traced) return traced.leaf;
	if ('items' in traced) return traced.items.map(plainValue);
	return Object.fromEntries([...traced.fields].map(([name, field]) => [name, plainValue(field)]));
}

/** Values in it, itself among them. */
export function sizeOf(traced: Traced): number {
	if ('leaf' in traced) return 1;
	const inner = 'items' in traced ? traced.items : [...traced.fields.values()];
	return inner.reduce((size, each) => size + sizeOf(each), 1);
}

/** Where what stands at that path comes from; of a path that leads nowhere, the nearest that there is. */
export function originAt(traced: Traced, path: Path): Path {
	let nearest = traced;
	for (const step of path) {
		const next = inside(nearest, step);
		if (next === undefined) break;
		nearest = next;
	}
	return nearest.origin;
}

function inside(traced: Traced, step: string | number): Traced | undefined {
	if ('fields' in traced) return traced.fields.get(`${step}`);
	return 'items' in traced && typeof step === 'number' ? traced.items[step] : undefined;
}
