export interface Most<T> {
	entries: number;
	/** Of all together; the latest one stays even if it weighs more alone. */
	weight?: { of: (value: T) => number; most: number };
}

/**
 * Puts the entry last, since a Map keeps the order of insertion; gives those that are too many or too heavy, unused for
 * longest, after taking them out.
 */
export function keepLatest<T>(
	entries: Map<string, T>,
	key: string,
	value: T,
	most: number | Most<T>,
): Array<[string, T]> {
	entries.delete(key);
	entries.set(key, value);
	const { entries: mostEntries, weight }: Most<T> = typeof most === 'number' ? { entries: most } : most;
	let total = 0;
	if (weight) for (const kept of entries.values()) total += weight.of(kept);
	const tooMany: Array<[string, T]> = [];
	for (const entry of entries) {
		const isTooHeavy = weight !== undefined && total > weight.most && entries.size > 1;
		if (entries.size <= mostEntries && !isTooHeavy) break;
		entries.delete(entry[0]);
		total -= weight?.of(entry[1]) ?? 0;
		tooMany.push(entry);
	}
	return tooMany;
}
