import type { CaseRun } from '../run/case-run';
import type { SeenRequest } from '../server/seen-request';
import type { CallCheck } from './check-case';
import { hasFailedAt } from './failover';

/** From the end of one request, over its settlement and a wake-up, to the next one's grant. */
const HANDED_ON_WITHIN_MS = 300;

/** While a call waits for its first attempt, no deployment that works and has a place for it stays idle. */
export const checkQueue: CallCheck = ({ run: call, requests }, run) => {
	// Ollama may be asked about its model first.
	if (run.degraded || call.drawn.tools || call.ending.kind === 'never ended') return [];
	const wait = { fromMs: call.startedAtMs, toMs: requests[0]?.arrivedAtMs ?? call.endedAtMs };
	const allowedMs = HANDED_ON_WITHIN_MS + 2 * run.lagMs;
	return usableFor(call.drawn.localOnly, run).flatMap((index) => {
		const idleMs = longestFree(
			run.requests
				.filter(({ deployment }) => deployment === index)
				.map((request) => ({ fromMs: request.arrivedAtMs, toMs: keptUntilMs(request, run) })),
			run.deployments[index]!.limits.concurrency!,
			wait,
		);
		return idleMs > allowedMs ? [`it waited while m${index} had a place for it for ${Math.round(idleMs)} ms`] : [];
	});
};

/** Those of the first priority that never failed and that only a concurrency limit keeps calls from; for lower ones a call may have patience. */
function usableFor(localOnly: boolean, { drawn, deployments, rows }: CaseRun): number[] {
	const isLocalOnly = localOnly || drawn.group.localOnly === true;
	const open = deployments.filter(({ locality }) => !isLocalOnly || locality === 'local');
	const first = Math.min(...open.map(({ priority }) => priority));
	return open.flatMap(({ limits, priority, id }) => {
		const index = deployments.findIndex((deployment) => deployment.id === id);
		const { rpm, tpm, concurrency = 0 } = limits;
		const isUsable = drawn.deployments[index]!.temper !== 'closed' && priority === first && concurrency > 0;
		return isUsable && rpm === undefined && tpm === undefined && !hasFailedAt(rows, id) ? [index] : [];
	});
}

/** A consumer that takes its time keeps the place of what it reads. */
function keptUntilMs({ call, closedAtMs, answeredAtMs }: SeenRequest, { calls }: CaseRun): number {
	const owner = calls.find(({ drawn }) => drawn.number === call);
	const overMs = closedAtMs ?? answeredAtMs ?? Infinity;
	return owner?.drawn.consumer.kind === 'slow' ? Math.max(overMs, owner.endedAtMs) : overMs;
}

interface Span {
	fromMs: number;
	toMs: number;
}

/** The longest time within the span in which fewer requests than the limit were open. */
function longestFree(taken: readonly Span[], limit: number, { fromMs, toMs }: Span): number {
	const changes = taken
		.flatMap((span) => [
			{ atMs: span.fromMs, by: 1 },
			{ atMs: span.toMs, by: -1 },
		])
		.sort((a, b) => a.atMs - b.atMs);
	let open = 0;
	let freeSinceMs = fromMs;
	let longestMs = 0;
	for (const { atMs, by } of [...changes, { atMs: Infinity, by: 0 }]) {
		const nowMs = Math.min(Math.max(atMs, fromMs), toMs);
		// A request that comes is another's: it shows that places are handed out.
		if (open < limit) longestMs = Math.max(longestMs, nowMs - freeSinceMs);
		open += by;
		freeSinceMs = nowMs;
	}
	return longestMs;
}
