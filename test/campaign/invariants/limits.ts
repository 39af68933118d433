import { UNSET_OUTPUT_TOKENS } from '../../../lib/policy/token-estimate';
import { WINDOW_MS } from '../draw-case';
import { PROMISES } from '../promises';
import type { CaseRun } from '../run/case-run';
import type { SeenRequest } from '../server/seen-request';
import type { CaseCheck } from './check-case';
import type { CallView } from './case-view';

/** Limits allow so much for the way to the provider (`LIMIT_WINDOW_MS`). */
const ALLOWANCE_MS = 250;
/** A request that its client ended is over for the client before the server hears of it. */
const ABANDONED_MS = 250;

export const checkLimits: CaseCheck = (views, run) => {
	// What the shared state granted is not known to the router's own, which goes on without it.
	if (run.degraded) return [];
	return run.deployments.flatMap(({ limits, name }, index) => {
		const requests = run.requests.filter(({ deployment }) => deployment === index);
		return [
			...overConcurrency(requests, limits.concurrency, run.lagMs),
			...overWindow(countedRequests(requests), limits.rpm, () => 1, 'requests', run),
			...overWindow(requests, limits.tpm, tokensOf(views), 'tokens', run),
		].map((fault) => `${name}: ${fault}`);
	});
};

function overConcurrency(requests: readonly SeenRequest[], limit: number | undefined, lagMs: number): string[] {
	if (limit === undefined) return [];
	const endOf = ({ answeredAtMs, closedAtMs = Infinity, abandoned, arrivedAtMs }: SeenRequest): number =>
		abandoned ? Math.max(arrivedAtMs, closedAtMs - ABANDONED_MS - 2 * lagMs) : (answeredAtMs ?? closedAtMs);
	const most = Math.max(
		0,
		...requests.map(
			({ arrivedAtMs }) =>
				requests.filter((other) => other.arrivedAtMs <= arrivedAtMs && endOf(other) > arrivedAtMs).length,
		),
	);
	return most > limit ? [`${most} requests at a time, and its limit is ${limit}`] : [];
}

/** The second of two forms takes no place yet. */
const countedRequests = (requests: readonly SeenRequest[]): SeenRequest[] =>
	PROMISES.secondFormIsAnAttempt ? [...requests] : requests.filter(({ script }) => !script?.asksForSecondForm);

function overWindow(
	requests: readonly SeenRequest[],
	limit: number | undefined,
	weightOf: (request: SeenRequest) => number,
	what: string,
	{ lagMs }: CaseRun,
): string[] {
	if (limit === undefined) return [];
	const spanMs = WINDOW_MS - ALLOWANCE_MS - 2 * lagMs;
	if (spanMs < WINDOW_MS / 4) return []; // the machine was too busy to tell
	const most = Math.max(
		0,
		...requests.map(({ arrivedAtMs: fromMs }) =>
			requests
				.filter(({ arrivedAtMs }) => arrivedAtMs >= fromMs && arrivedAtMs < fromMs + spanMs)
				.reduce((sum, request) => sum + weightOf(request), 0),
		),
	);
	return most > limit ? [`${most} ${what} within ${Math.round(spanMs)} ms, and its limit is ${limit}`] : [];
}

/**
 * What a request is known to have taken: as the server said, where that is true and was within what the admission reserved;
 * more than was reserved cannot be known beforehand.
 */
function tokensOf(views: readonly CallView[]): (request: SeenRequest) => number {
	return ({ call, script, saidTokens }) => {
		if (!script?.countsTruly) return 0;
		const drawn = views.find(({ run }) => run.drawn.number === call)?.run.drawn;
		return Math.min(saidTokens, drawn?.maxOutputTokens ?? UNSET_OUTPUT_TOKENS);
	};
}
