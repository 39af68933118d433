import { PLAIN_WORDS } from './plain-words';
import type { Range } from './ranges';
import { eachWord, isUnspaced } from './words';

/** Plain words in a row that a message and the prompt share when it is no accident. */
const MIN_PLAIN_RUN = 6;
/** The same for scripts whose words are single characters here. */
const MIN_UNSPACED_RUN = 3;
/** Shorter words reveal nothing alone. */
const MIN_REVEALING_LENGTH = 3;
/**
 * Every place of a word in the message costs time at each of its places in the prompt. A word with more places is compared
 * alone, and hidden if the prompt has it.
 */
const MAX_PLACES = 20;

interface Word {
	text: string;
	start: number;
	end: number;
	/** Reveals something of a prompt that has it, all alone. */
	isRevealing: boolean;
	run: Run;
	hidden: boolean;
}

/** Words up to this one that are in a row in the prompt, too, as it was found last. */
interface Run {
	length: number;
	/** Number of the prompt's word that is this one. */
	at: number;
	/** Reveals something of the prompt: it has a revealing word, or is long. */
	reveals: boolean;
}

const NO_RUN: Run = { length: 0, at: -2, reveals: false };

/**
 * The words of `message` that the texts have, too, if they reveal something alone (they are not plain, no name, longer than
 * two letters and no number), or stand in a row with such a word in both, or are at least six in a row. What is next to them
 * and not plain goes too: it may be half of a word, or a word that was changed. Linear in the length of the texts.
 *
 * @param names words of the call's own field, tool and model names, which an error needs; in lower case.
 */
export function echoedWords(message: string, texts: readonly string[], names: ReadonlySet<string>): Range[] {
	const words = wordsOf(message, names);
	const places = placesOf(words);
	for (const text of texts) compare(words, places, text.toLowerCase());
	widen(words, names);
	return rangesOf(words);
}

function wordsOf(message: string, names: ReadonlySet<string>): Word[] {
	const words: Word[] = [];
	eachWord(message, (start, end) => {
		const text = message.slice(start, end).toLowerCase();
		const isRevealing = isUnusual(text, names) && !isUnspaced(text.charCodeAt(0));
		words.push({ text, start, end, isRevealing, run: NO_RUN, hidden: false });
	});
	return words;
}

function isUnusual(word: string, names: ReadonlySet<string>): boolean {
	return word.length >= MIN_REVEALING_LENGTH && !/^\d+$/.test(word) && !PLAIN_WORDS.has(word) && !names.has(word);
}

/** Indexes of each word, the last ones first, so that a run can be continued where it ended. */
function placesOf(words: readonly Word[]): Map<string, number[]> {
	const places = new Map<string, number[]>();
	words.forEach(({ text }, index) => places.set(text, [index, ...(places.get(text) ?? [])]));
	return places;
}

/** One walk through one text of the request. */
function compare(words: readonly Word[], places: Map<string, readonly number[]>, text: string): void {
	let at = 0;
	eachWord(text, (start, end) => {
		at++;
		const word = text.slice(start, end);
		const found = places.get(word);
		if (found === undefined) return;
		if (found.length <= MAX_PLACES) for (const index of found) continueRun(words, index, at);
		else {
			for (const index of found) hide(words, index, 1);
			places.delete(word);
		}
	});
	for (const word of words) word.run = NO_RUN;
}

/** The word at `index` is the prompt's word number `at`: it goes on with the run that ended just before, in both. */
function continueRun(words: readonly Word[], index: number, at: number): void {
	const word = words[index];
	if (word === undefined) return;
	const before = words[index - 1]?.run;
	const goesOn = before?.at === at - 1;
	const length = goesOn ? before.length + 1 : 1;
	const needed = isUnspaced(word.text.charCodeAt(0)) ? MIN_UNSPACED_RUN : MIN_PLAIN_RUN;
	const reveals = word.isRevealing || (goesOn && before.reveals) || length >= needed;
	word.run = { at, length, reveals };
	if (reveals) hide(words, index, goesOn && before.reveals ? 1 : length);
}

/** So many words up to the one at `index`. */
function hide(words: readonly Word[], index: number, length: number): void {
	for (const word of words.slice(index + 1 - length, index + 1)) word.hidden = true;
}

function widen(words: readonly Word[], names: ReadonlySet<string>): void {
	const follow = (word: Word, neighbour: Word | undefined) => {
		if (neighbour?.hidden && !word.hidden && !isUnspaced(word.text.charCodeAt(0)))
			word.hidden = isUnusual(word.text, names);
	};
	words.forEach((word, index) => follow(word, words[index - 1]));
	for (let index = words.length - 1; index >= 0; index--) {
		const word = words[index];
		if (word !== undefined) follow(word, words[index + 1]);
	}
}

/** Hidden words side by side are one range, with what is between them. */
function rangesOf(words: readonly Word[]): Range[] {
	return words.flatMap(({ hidden, start, end }, index) => {
		if (!hidden) return [];
		const next = words[index + 1];
		return [{ start, end: next?.hidden ? next.start : end }];
	});
}
