/**
 * Groups of nodes that reach one another (Tarjan's strongly connected components), those of one node left out
 * unless it names itself. Each group sorted, so that a failing test reads the same every time.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
	const indexOf = new Map<string, number>();
	const lowOf = new Map<string, number>();
	const stack: string[] = [];
	const cycles: string[][] = [];

	const visit = (node: string): void => {
		indexOf.set(node, indexOf.size);
		lowOf.set(node, indexOf.get(node)!);
		stack.push(node);
		for (const next of edges.get(node) ?? []) {
			if (!indexOf.has(next)) visit(next);
			if (stack.includes(next)) lowOf.set(node, Math.min(lowOf.get(node)!, lowOf.get(next)!));
		}
		if (lowOf.get(node) !== indexOf.get(node)) return;
		const group = stack.splice(stack.indexOf(node));
		if (group.length > 1 || edges.get(node)?.includes(node)) cycles.push(group.sort());
	};
	for (const node of edges.keys()) if (!indexOf.has(node)) visit(node);
	return cycles;
}
