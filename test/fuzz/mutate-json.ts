import type { Chance } from './chance';

/** Pieces of JSON that stand in for a value. Texts, because some of them are nothing that `JSON.stringify` writes. */
const ODD_VALUES: ReadonlyArray<(chance: Chance) => string> = [
	...['null', 'true', 'false', '0', '-0', '-1', '-7', '1.5', '12', '1e308', '1e999', '-1e999'].map(
		(text) => () => text,
	),
	...['9007199254740992', '9007199254740993', '18446744073709551615', '2147483648', '4294967296'].map(
		(text) => () => text,
	),
	...['""', '"12"', '" "', '"\\u0000"', '"\\ud800"', '"constructor"', '"__proto__"', '"stop"', '"error"'].map(
		(text) => () => text,
	),
	...['[]', '{}', '[[]]', '[null]', '{"__proto__":{"polluted":true}}', '{"toString":1}', '{"length":-1}'].map(
		(text) => () => text,
	),
	(chance) => `"${'x'.repeat(1 + chance.below(100_000))}"`,
	(chance) => '['.repeat(1 + chance.below(5_000)) + ']'.repeat(1 + chance.below(5_000)),
	(chance) => nested(1 + chance.below(5_000)),
	(chance) => '9'.repeat(1 + chance.below(400)),
	() => 'NaN',
	() => 'undefined',
	() => "'single'",
];
const ODD_KEYS = [
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'',
	'error',
	'choices',
	'content',
	'text',
	'type',
	'then',
];

/** A place in a parsed value. */
interface Place {
	parent: Record<string, unknown> | unknown[];
	key: string | number;
}

type Change = (place: Place, chance: Chance, all: readonly Place[]) => void;

/** A piece of JSON in the place of a value, until it is written. */
const RAW = '\u0001raw:';

const CHANGES: readonly Change[] = [
	setOddValue,
	setOddValue,
	setOddValue,
	({ parent, key }) => (Array.isArray(parent) ? parent.splice(Number(key), 1) : Reflect.deleteProperty(parent, key)),
	({ parent, key }, chance) => {
		if (!Array.isArray(parent)) define(parent, chance.pick(ODD_KEYS), parent[String(key)]);
		else parent.push(...parent);
	},
	(place, chance, all) => {
		const other = chance.pick(all);
		const [mine, theirs] = [valueAt(place), valueAt(other)];
		if (contains(mine, other.parent) || contains(theirs, place.parent)) return;
		put(place, theirs);
		put(other, mine);
	},
	(place) => put(place, [valueAt(place)]),
	(place) => put(place, { value: valueAt(place) }),
	(place, chance) => {
		const value = valueAt(place);
		if (typeof value === 'string') put(place, value.slice(0, chance.below(value.length + 1)));
		else if (typeof value === 'number') put(place, value * chance.pick([-1, 1e9, 1e300, 0.5]));
		else put(place, String(value));
	},
];

/** One change somewhere in a JSON text; what is no JSON stays as it is. */
export function mutateJson(text: string, chance: Chance): string {
	let root: unknown;
	try {
		root = JSON.parse(text);
	} catch {
		return text;
	}
	const holder = [root];
	const places = placesIn(holder);
	const place = chance.pick(places);
	chance.pick(CHANGES)(place, chance, places);
	const written = JSON.stringify(holder[0]) ?? 'null';
	const raw = written.replace(
		/"\\u0001raw:((?:[^"\\]|\\.)*)"/g,
		(_, piece: string) => JSON.parse(`"${piece}"`) as string,
	);
	return chance.isTrue(0.02) ? repeatKey(raw) : raw;
}

function setOddValue(place: Place, chance: Chance): void {
	put(place, RAW + chance.pick(ODD_VALUES)(chance));
}

/** Deeper places are left alone: an earlier change may have nested them thousands deep. */
const MAX_DEPTH = 100;

function placesIn(value: unknown, depth = 0): Place[] {
	if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
	const keys: Array<string | number> = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
	const parent = value as Place['parent'];
	return keys.flatMap((key) => [{ parent, key }, ...placesIn(valueAt({ parent, key }), depth + 1)]);
}

const valueAt = ({ parent, key }: Place): unknown => (parent as Record<string | number, unknown>)[key];

function put({ parent, key }: Place, value: unknown): void {
	if (Array.isArray(parent)) parent[Number(key)] = value;
	else define(parent, String(key), value);
}

/** Also a key `__proto__`, as `JSON.parse` makes it. */
function define(parent: object, key: string, value: unknown): void {
	Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A value in itself could not be written. */
function contains(value: unknown, wanted: object): boolean {
	return value === wanted || placesIn(value).some((place) => valueAt(place) === wanted);
}

function nested(depth: number): string {
	return '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
}

function repeatKey(text: string): string {
	return text.replace(/("[^"]+":)/, '$1null,$1');
}
