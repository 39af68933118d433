/**
 * Runs `work` for every index below `count`, at most `limit` at a time, in order of their start. The results
 * keep the order of the indices. The first rejection stops further starts and is thrown once all that were
 * running have ended.
 */
export async function runInParallel<T>(
	count: number,
	limit: number,
	work: (index: number) => Promise<T>,
): Promise<T[]> {
	const results = new Array<T>(count);
	const failures: unknown[] = [];
	let next = 0;
	const lane = async (): Promise<void> => {
		while (next < count && failures.length === 0) {
			const index = next++;
			try {
				results[index] = await work(index);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(count, Math.max(1, limit)) }, lane));
	if (failures.length > 0) throw failures[0];
	return results;
}
