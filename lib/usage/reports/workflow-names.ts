/** How reports call the workflow of an id: by its latest name, with the id where another has the same, by the id where none is known. */
export function workflowNaming(latestNames: Readonly<Record<string, string>>): (workflowId: string) => string {
	const timesUsed = new Map<string, number>();
	for (const name of Object.values(latestNames)) timesUsed.set(name, (timesUsed.get(name) ?? 0) + 1);
	return (workflowId) => {
		const name = Object.hasOwn(latestNames, workflowId) ? latestNames[workflowId] : undefined;
		if (name === undefined) return workflowId;
		return timesUsed.get(name) === 1 ? name : `${name} (${workflowId})`;
	};
}
