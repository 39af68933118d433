import type { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { MAX_GROUPS_VALUES, MAX_REPORTED_FAULTS } from '../../bounds';
import { quoteName } from '../quote-word';
import { isObject } from '../raw-input';
import type { SyntaxFault } from './syntax-faults';

type Library = typeof import('yaml');
/** Where the writing is broken, anything may be missing. */
type AnyMap = YAMLMap<Node | null, Node | null>;
type AnyPair = Pair<Node | null, Node | null>;

/** Where something stands, in characters from the beginning of the text. */
export interface Span {
	/** Of the setting's name; in a list, of the entry. */
	name: number;
	value: number;
	end: number;
}

export interface ReadNodes {
	/** Plain data. What is written once and used often (`&name`, `*name`) is one object. */
	value: unknown;
	/** Of every object and list in `value`, where its entries stand; merged ones (`<<`) where they are written. */
	spans: ReadonlyMap<object, ReadonlyMap<string, Span>>;
	faults: SyntaxFault[];
}

const MAX_DEPTH = 100;

/** Parsed YAML as plain data, with the place of everything in it. */
export function readNodes(root: unknown, library: Library): ReadNodes {
	const reader = new NodeReader(library);
	try {
		return { value: reader.read(root as Node | null, 0).value, spans: reader.spans, faults: reader.faults };
	} catch (error) {
		if (!(error instanceof TooMuch)) throw error;
		const fault = { offset: error.offset, message: error.message, breaks: true };
		return { value: undefined, spans: new Map(), faults: [...reader.faults, fault] };
	}
}

class TooMuch extends Error {
	constructor(
		readonly offset: number,
		message: string,
	) {
		super(message);
	}
}

interface Read {
	value: unknown;
	/** Values in it, those behind an alias counted each time. */
	size: number;
}

class NodeReader {
	readonly spans = new Map<object, Map<string, Span>>();
	readonly faults: SyntaxFault[] = [];
	/** Nodes are read in the order of the text, so that the last one of a name is the one meant. Undefined while it is being read. */
	private readonly anchors = new Map<string, Read | undefined>();
	private merged = 0;

	constructor(private readonly library: Library) {}

	read(node: Node | null, depth: number): Read {
		if (node === null || node === undefined) return { value: null, size: 1 };
		if (depth > MAX_DEPTH) throw new TooMuch(startOf(node), `The text nests more than ${MAX_DEPTH} levels deep`);
		if (this.library.isAlias(node)) return this.readAlias(node);
		const { anchor } = node as Scalar | YAMLMap | YAMLSeq;
		if (anchor !== undefined) this.anchors.set(anchor, undefined);
		const read = this.readOwn(node, depth);
		if (read.size > MAX_GROUPS_VALUES)
			throw new TooMuch(startOf(node), 'What is repeated here through aliases (*name) is too much');
		if (anchor !== undefined) this.anchors.set(anchor, read);
		return read;
	}

	/** Of more than are reported nothing is kept. */
	private fault(offset: number, message: string): void {
		if (this.faults.length < MAX_REPORTED_FAULTS) this.faults.push({ offset, message, breaks: false });
	}

	private readOwn(node: Node, depth: number): Read {
		if (this.library.isMap(node)) return this.readMap(node as AnyMap, depth);
		if (this.library.isSeq(node)) return this.readList(node as YAMLSeq<Node>, depth);
		return { value: (node as Scalar).value, size: 1 };
	}

	private readAlias(alias: Alias): Read {
		const read = this.anchors.get(alias.source);
		if (read !== undefined) return read;
		const message = this.anchors.has(alias.source)
			? 'This alias (*name) stands inside what it stands for'
			: 'Nothing before this alias (*name) has its anchor (&name); correct its name, or put the value in quotes';
		this.fault(startOf(alias), message);
		return { value: null, size: 1 };
	}

	private readList(list: YAMLSeq<Node>, depth: number): Read {
		const value: unknown[] = [];
		const spans = new Map<string, Span>();
		let size = 1;
		for (const item of list.items) {
			const read = this.read(item, depth + 1);
			const at = startOf(item);
			spans.set(`${value.length}`, { name: at, value: at, end: endOf(item) });
			value.push(read.value);
			size += read.size;
		}
		this.spans.set(value, spans);
		return { value, size };
	}

	private readMap(map: AnyMap, depth: number): Read {
		const value = {};
		const spans = new Map<string, Span>();
		const sources: Array<{ offset: number; value: unknown }> = [];
		let size = 1;
		for (const pair of map.items) {
			const name = `${this.read(pair.key, depth + 1).value as string}`;
			const read = this.read(pair.value, depth + 1);
			const span = spanOf(pair);
			size += read.size;
			if (isMerge(pair)) sources.push({ offset: span.value, value: read.value });
			else {
				if (spans.has(name))
					this.fault(span.name, `The setting${quoteName(name)} stands here twice; remove one of the two`);
				setOwn(value, name, read.value);
				spans.set(name, span);
			}
		}
		this.spans.set(value, spans);
		// A map's own settings win, wherever the << stands, and the first source comes before the second.
		for (const source of sources) this.merge(value, spans, source);
		return { value, size };
	}

	private merge(into: object, spans: Map<string, Span>, { offset, value }: { offset: number; value: unknown }): void {
		for (const source of Array.isArray(value) ? (value as unknown[]) : [value]) {
			const sourceSpans = isObject(source) ? this.spans.get(source) : undefined;
			if (!isObject(source) || sourceSpans === undefined) {
				this.fault(offset, 'What follows << must be an object, such as *name where &name marks one');
				return;
			}
			for (const [name, inner] of Object.entries(source)) {
				this.merged += 1;
				if (this.merged > MAX_GROUPS_VALUES) throw new TooMuch(offset, 'What is repeated here through << is too much');
				if (Object.hasOwn(into, name)) continue;
				setOwn(into, name, inner);
				spans.set(name, sourceSpans.get(name)!);
			}
		}
	}
}

function isMerge({ key }: AnyPair): boolean {
	const { value, type } = (key ?? {}) as Partial<Scalar>;
	return value === '<<' && type === 'PLAIN';
}

/** Whatever the name is: JavaScript has a meaning of its own for `__proto__`. */
function setOwn(object: object, name: string, value: unknown): void {
	Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Of a name without a value, the name's place is that of the value too. */
function spanOf({ key, value }: AnyPair): Span {
	const name = startOf(key);
	const [at, end] = value === null ? [name, endOf(key)] : [startOf(value), endOf(value)];
	return { name, value: at, end };
}

function startOf(node: Node | null): number {
	return node?.range?.[0] ?? 0;
}

function endOf(node: Node | null): number {
	return node?.range?.[1] ?? 0;
}
