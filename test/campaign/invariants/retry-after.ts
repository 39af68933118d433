import type { SeenRequest } from '../server/seen-request';
import type { CaseCheck } from './check-case';
import type { CallView } from './case-view';

/** Until an answer was read and the state store knows of it; and for a timer that rings early. */
const ON_ITS_WAY_MS = 150;
const EARLY_MS = 20;

export const checkRetryAfter: CaseCheck = (views, run) => {
	const faults: string[] = [];
	for (const { attempts, run: call, requests } of views)
		for (const { request: refused, failure } of attempts) {
			const { retryAfterMs, cools } = refused?.script ?? {};
			if (refused?.answeredAtMs === undefined || retryAfterMs === undefined || failure?.retryAfterMs === undefined)
				continue;
			const untilMs = refused.answeredAtMs + retryAfterMs - EARLY_MS;
			const fromMs = refused.answeredAtMs + ON_ITS_WAY_MS + 3 * run.lagMs;
			const tooEarly = (seen: SeenRequest, sinceMs: number) =>
				seen.deployment === refused.deployment && seen.arrivedAtMs > sinceMs && seen.arrivedAtMs < untilMs;
			if (requests.some((seen) => tooEarly(seen, refused.answeredAtMs!)))
				faults.push(
					`call ${call.drawn.number} asked m${refused.deployment} again before the ${retryAfterMs} ms that it named`,
				);
			const other = cools ? run.requests.find((seen) => tooEarly(seen, fromMs)) : undefined;
			if (other !== undefined && !run.degraded)
				faults.push(
					`call ${other.call} asked m${refused.deployment} ${Math.round(other.arrivedAtMs - refused.answeredAtMs)} ms after it had asked to wait ${retryAfterMs} ms (${whenGranted(other, views)})`,
				);
		}
	return faults;
};

/** For the report. */
const whenGranted = ({ call }: SeenRequest, views: readonly CallView[]): string =>
	`${views.find(({ run }) => run.drawn.number === call)?.attempts.length ?? 0} attempts in all`;
