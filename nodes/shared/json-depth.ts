/** Whether lists and objects are nested more than `maxDepth` deep in each other. Not recursive, and linear in their number. */
export function isNestedDeeper(root: unknown, maxDepth: number): boolean {
	let level = [root];
	for (let depth = 0; level.length > 0; depth++) {
		if (depth > maxDepth) return true;
		level = level.flatMap((value) => (isNested(value) ? Object.values(value).filter(isNested) : []));
	}
	return false;
}

function isNested(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
