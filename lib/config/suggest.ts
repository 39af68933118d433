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
		const distance = distanceBetween(wanted, other);
		if (distance <= allowed && distance < (closest?.distance ?? Infinity)) closest = { name, distance };
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

/** Characters left out, added or replaced, and neighbours swapped (Damerau and Levenshtein, each place changed once). */
function distanceBetween(from: string, to: string): number {
	const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
	for (let row = 1; row <= from.length; row += 1) {
		const distances = [row];
		for (let column = 1; column <= to.length; column += 1) {
			const replaced = rows[row - 1]![column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
			let distance = Math.min(replaced, rows[row - 1]![column]! + 1, distances[column - 1]! + 1);
			const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			if (swapped) distance = Math.min(distance, rows[row - 2]![column - 2]! + 1);
			distances.push(distance);
		}
		rows.push(distances);
	}
	return rows[from.length]![to.length]!;
}
