/** Longer words are no misspellings of a setting. */
const MAX_LENGTH = 60;
/** Of more names, such as those of a text's groups, the first are compared: every one costs time. */
const MAX_COMPARED = 500;
/** So many possibilities are listed where none is close. */
const MAX_LISTED = 12;

/** The one of `known` that was probably meant, the first of equally close ones; undefined when none is close. Case, `_` and `-` do not count. */
export function suggest(word: string, known: readonly string[]): string | undefined {
	if (word.length > MAX_LENGTH) return undefined;
	const wanted = plain(word);
	const allowed = allowedDistance(wanted.length);
	let closest: { name: string; distance: number } | undefined;
	for (const name of known.slice(0, MAX_COMPARED)) {
		if (Math.abs(name.length - word.length) > MAX_LENGTH) continue;
		const other = plain(name);
		if (Math.abs(other.length - wanted.length) > allowed) continue;
		// Of equally close ones the first, so a later one must be closer.
		const most = closest === undefined ? allowed : closest.distance - 1;
		const distance = distanceBetween(wanted, other, most);
		if (distance <= most) closest = { name, distance };
		if (distance === 0) break;
	}
	return closest?.name;
}

/**
 * How to mend a word that is none of `known`, to stand after a semicolon; undefined when nothing is close and there are too many to list.
 * @param taken those that stand there already and so were not meant
 */
export function remedyFor(word: string, known: readonly string[], taken: readonly string[] = []): string | undefined {
	const meant = suggest(
		word,
		known.filter((name) => !taken.includes(name)),
	);
	if (meant !== undefined) return `did you mean ${JSON.stringify(meant)}?`;
	return known.length > 0 && known.length <= MAX_LISTED ? `use one of ${known.join(', ')}` : undefined;
}

/** Short words are close to too much: 1 change up to 4 characters, 2 up to 8, 3 beyond. */
function allowedDistance(length: number): number {
	if (length <= 4) return 1;
	return length <= 8 ? 2 : 3;
}

function plain(word: string): string {
	return word.toLowerCase().replace(/[_-]/g, '');
}

/**
 * Characters left out, added or replaced, and neighbours swapped (Damerau and Levenshtein, each place changed once).
 * Infinity as soon as it is more than `most`.
 */
function distanceBetween(from: string, to: string, most: number): number {
	let [before, above, row] = [0, 1, 2].map(() => new Uint8Array(to.length + 1)) as [Uint8Array, Uint8Array, Uint8Array];
	for (let column = 0; column <= to.length; column += 1) above[column] = column;
	for (let line = 1; line <= from.length; line += 1) {
		row[0] = line;
		let least = line;
		for (let column = 1; column <= to.length; column += 1) {
			const isSame = from[line - 1] === to[column - 1];
			let distance = above[column - 1]! + (isSame ? 0 : 1);
			if (above[column]! + 1 < distance) distance = above[column]! + 1;
			if (row[column - 1]! + 1 < distance) distance = row[column - 1]! + 1;
			const isSwapped =
				line > 1 && column > 1 && from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1];
			if (isSwapped && before[column - 2]! + 1 < distance) distance = before[column - 2]! + 1;
			row[column] = distance;
			if (distance < least) least = distance;
		}
		if (least > most) return Infinity;
		[before, above, row] = [above, row, before];
	}
	return above[to.length]!;
}
