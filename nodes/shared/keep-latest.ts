/** Puts the entry last, since a Map keeps the order of insertion; gives those that are too many, unused for longest, after taking them out. */
export function keepLatest<T>(entries: Map<string, T>, key: string, value: T, most: number): Array<[string, T]> {
	entries.delete(key);
	entries.set(key, value);
	const tooMany: Array<[string, T]> = [];
	for (const entry of entries) {
		if (entries.size <= most) break;
		entries.delete(entry[0]);
		tooMany.push(entry);
	}
	return tooMany;
}
