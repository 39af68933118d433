import { setTimeout as sleep } from 'node:timers/promises';

/** What ends by itself, such as a socket that is being closed, is gone within this. */
const GONE_WITHIN_MS = 3_000;

/** What keeps this process alive beside its own input and output, after all was closed. */
export async function resourcesLeft(): Promise<string[]> {
	let left: string[] = [];
	for (let waitedMs = 0; waitedMs < GONE_WITHIN_MS; waitedMs += 50) {
		left = process.getActiveResourcesInfo().filter((kind) => !OWN.test(kind));
		if (left.length === 0) break;
		await sleep(50);
	}
	const counts = new Map<string, number>();
	for (const kind of left) counts.set(kind, (counts.get(kind) ?? 0) + 1);
	return [...counts].map(([kind, count]) => `${count} ${kind}`);
}

/** Standard streams and the channel to the parent; requests to the system that end at once. */
const OWN = /^(PipeWrap|TTYWrap|SignalWrap|FSReqCallback|FSReqPromise|Immediate|CloseReq)$/;
