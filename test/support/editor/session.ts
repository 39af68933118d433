/**
 * `it` for steps that stand on one another: after one has failed, the others fail at once in place of waiting for what cannot come.
 *
 * @param onFailure looks at what went wrong, while it is there to be seen
 */
export function createSession(onFailure: () => Promise<void>): (fact: string, step: () => Promise<void>) => void {
	let failed: string | undefined;
	return (fact, step) =>
		it(fact, async () => {
			if (failed !== undefined) throw new Error(`Not tried, since this failed: ${failed}`);
			try {
				await step();
			} catch (error) {
				failed = fact;
				await onFailure();
				throw error;
			}
		});
}
