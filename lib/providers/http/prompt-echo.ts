import { closingAfter, openingBefore, type Range } from './quotation';
import { isWide, squeeze, type SqueezedSink } from './squeeze';

/**
 * Units (letters and digits; see `squeeze`) in a row that a message and the prompt share when it is no accident.
 * Some idioms are that long ("does not support"), so alone they hide no more than themselves.
 */
const GRAM_UNITS = 14;
/** A run this long, or as much in several, is an echo for certain. */
const CERTAIN_RUN_UNITS = 24;
const CERTAIN_TOTAL_UNITS = 40;

/** A line or a value of the prompt is looked for as a whole from this length on, and with digits from the other. */
const MIN_SEGMENT_UNITS = 6;
const MIN_SEGMENT_UNITS_WITH_DIGIT = 4;

/** At the edge of a run inside a word. */
const MAX_ACCIDENTAL_UNITS = 4;

/** Lines of a prompt that are only these say nothing of it, and much in an error's text. */
const PLAIN_WORDS = new Set(
	'array assistant boolean content default developer enabled function integer maximum message messages minimum number object parameters request required response string system temperature tokens unsupported'.split(
		' ',
	),
);

/** Characters of the request that are compared, all texts together; beyond it nothing of the message is shown. */
const MAX_COMPARED_LENGTH = 8_000_000;

/**
 * The pieces of `message` that quote the request's texts, in part or as a whole, whatever the way of escaping.
 * Privacy goes before prose: a certain echo is hidden from the quote or bracket that opens it to the one that closes it,
 * and to the message's end when that is not plain to see. `message` should be short (2,000 characters); the texts are
 * read once.
 */
export function echoRanges(message: string, texts: readonly string[]): Range[] {
	const total = texts.reduce((length, text) => length + text.length, 0);
	if (total > MAX_COMPARED_LENGTH) return [{ start: 0, end: message.length }];
	const examined = new ExaminedMessage(message);
	for (const text of texts) squeeze(text, new PromptScan(examined));
	return [...examined.segments, ...widened(message, examined.runs())];
}

interface Place {
	/** Index of the first unit. */
	from: number;
	units: number;
}

/** The message in units, with every gram of it and every few words by their hash. */
class ExaminedMessage implements SqueezedSink {
	readonly segments: Range[] = [];
	private readonly codes: number[] = [];
	private readonly starts: number[] = [];
	private readonly ends: number[] = [];
	private readonly wordStarts = new Set<number>([0]);
	private readonly grams = new Map<number, Place[]>();
	private readonly phrases = new Map<number, Place[]>();
	private readonly covered: Uint8Array;
	/** Whether a gram with such a hash may be there: most units of a prompt need no more than this look. */
	private readonly gramBits = new Uint8Array(1 << BLOOM_BITS);

	constructor(message: string) {
		squeeze(message, this);
		this.wordStarts.add(this.codes.length);
		this.covered = new Uint8Array(this.codes.length);
		for (let from = 0; from < this.codes.length; from++) this.addFrom(from);
	}

	unit(code: number, start: number, end: number): void {
		const isSecondHalf = this.starts.at(-1) === start;
		if (isWide(code) && !isSecondHalf) this.gap();
		this.codes.push(code);
		this.starts.push(start);
		this.ends.push(end);
		if (isWide(code) && isSecondHalf) this.gap();
	}

	gap(): void {
		this.wordStarts.add(this.codes.length);
	}

	colon(): void {}

	segmentEnd(): void {}

	findGram(hash: number, scan: PromptScan): void {
		if (this.gramBits[hash >>> (32 - BLOOM_BITS)] === 0) return;
		const places = this.grams.get(hash);
		if (places === undefined || !this.equals(places, scan)) return;
		this.grams.delete(hash);
		for (const { from, units } of places) this.covered.fill(1, from, from + units);
	}

	findPhrase(hash: number, scan: PromptScan): void {
		const places = this.phrases.get(hash);
		if (places === undefined || !this.equals(places, scan)) return;
		this.phrases.delete(hash);
		for (const { from, units } of places) this.segments.push(this.rangeOf(from, from + units));
	}

	/** Runs of covered units, with their length in units. */
	runs(): Array<Range & { units: number }> {
		const runs: Array<Range & { units: number }> = [];
		for (let from = this.covered.indexOf(1); from !== -1;) {
			const next = this.covered.indexOf(0, from);
			const to = next === -1 ? this.covered.length : next;
			runs.push({ ...this.rangeOf(this.nearWordStart(from, 1), this.nearWordStart(to, -1)), units: to - from });
			from = this.covered.indexOf(1, to);
		}
		return runs;
	}

	/** A letter or two of a word of the server's own may fit too, by accident. */
	private nearWordStart(at: number, step: 1 | -1): number {
		for (let units = 0; units <= MAX_ACCIDENTAL_UNITS; units++)
			if (this.wordStarts.has(at + units * step)) return at + units * step;
		return at;
	}

	private addFrom(from: number): void {
		let hash = 0;
		for (let units = 1; units <= GRAM_UNITS && from + units <= this.codes.length; units++) {
			hash = nextHash(hash, this.codes[from + units - 1] ?? 0);
			const place = { from, units };
			if (units === GRAM_UNITS) {
				add(this.grams, hash, place);
				this.gramBits[hash >>> (32 - BLOOM_BITS)] = 1;
			} else if (this.wordStarts.has(from) && this.wordStarts.has(from + units) && this.isTelling(place))
				add(this.phrases, hash, place);
		}
	}

	private isTelling({ from, units }: Place): boolean {
		const codes = this.codes.slice(from, from + units);
		if (units < MIN_SEGMENT_UNITS) return units >= MIN_SEGMENT_UNITS_WITH_DIGIT && codes.some((code) => code <= 0x39);
		return !PLAIN_WORDS.has(String.fromCharCode(...codes));
	}

	/** Whether the hash told the truth. Places of one hash are the same units, but for accidents that only hide more. */
	private equals([place]: readonly Place[], scan: PromptScan): boolean {
		if (place === undefined) return false;
		for (let back = 1; back <= place.units; back++) {
			if (this.codes[place.from + place.units - back] !== scan.unitBefore(back)) return false;
		}
		return true;
	}

	private rangeOf(from: number, to: number): Range {
		return { start: this.starts[from] ?? 0, end: this.ends[to - 1] ?? 0 };
	}
}

const BLOOM_BITS = 16;
const { imul } = Math;
const HASH_FACTOR = 0x01000193;
/** What the unit that leaves a gram still weighs in its hash. */
const LEAVING_FACTOR = Array<number>(GRAM_UNITS)
	.fill(HASH_FACTOR)
	.reduce((weight, factor) => imul(weight, factor), 1);

function nextHash(hash: number, code: number): number {
	return (imul(hash, HASH_FACTOR) + code) | 0;
}

function add(map: Map<number, Place[]>, hash: number, place: Place): void {
	const places = map.get(hash);
	if (places) places.push(place);
	else map.set(hash, [place]);
}

/** One walk through one text of the request: three rolling hashes, and no memory but for the last units. */
class PromptScan implements SqueezedSink {
	private readonly last = new Uint16Array(16);
	private count = 0;
	private gramHash = 0;
	private lineHash = 0;
	private lineFrom = 0;
	private valueHash = 0;
	private valueFrom = 0;

	constructor(private readonly message: ExaminedMessage) {}

	unit(code: number): void {
		const leaving = this.count >= GRAM_UNITS ? this.unitBefore(GRAM_UNITS) : 0;
		this.last[this.count++ & 15] = code;
		this.gramHash = (nextHash(this.gramHash, code) - imul(leaving, LEAVING_FACTOR)) | 0;
		this.lineHash = nextHash(this.lineHash, code);
		this.valueHash = nextHash(this.valueHash, code);
		if (this.count >= GRAM_UNITS) this.message.findGram(this.gramHash, this);
	}

	gap(): void {}

	colon(): void {
		this.valueHash = 0;
		this.valueFrom = this.count;
	}

	segmentEnd(isKey: boolean): void {
		if (!isKey) {
			this.lookUp(this.lineHash, this.count - this.lineFrom);
			if (this.valueFrom > this.lineFrom) this.lookUp(this.valueHash, this.count - this.valueFrom);
		}
		this.lineHash = this.valueHash = 0;
		this.lineFrom = this.valueFrom = this.count;
	}

	/** 1: the unit read last. */
	unitBefore(back: number): number {
		return this.last[(this.count - back) & 15] ?? 0;
	}

	private lookUp(hash: number, units: number): void {
		if (units > 0 && units < GRAM_UNITS) this.message.findPhrase(hash, this);
	}
}

/** The runs themselves, or the whole quotation around them when they are an echo for certain. */
function widened(message: string, runs: ReadonlyArray<Range & { units: number }>): Range[] {
	const [first] = runs;
	const last = runs.at(-1);
	if (first === undefined || last === undefined) return [];
	const opening = openingBefore(message, first.start);
	const total = runs.reduce((units, run) => units + run.units, 0);
	const isCertain =
		opening !== undefined || total >= CERTAIN_TOTAL_UNITS || runs.some(({ units }) => units >= CERTAIN_RUN_UNITS);
	if (!isCertain) return [...runs];
	if (opening === undefined) return [{ start: first.start, end: message.length }];
	return [{ start: opening + 1, end: closingAfter(message, last.end, message[opening] ?? '') }];
}
