import type { RoutedLlmError } from '../../../lib/errors';
import { PROMISES } from '../promises';
import type { CaseRun } from '../run/case-run';
import type { SeenRequest } from '../server/seen-request';
import type { CallCheck } from './check-case';
import type { CallView } from './case-view';

export const checkFailover: CallCheck = (view, run) => {
	const { ending } = view.run;
	if (ending.kind !== 'failed') return [];
	const { error } = ending;
	if (isExcused(view, error, run)) return [];
	return healthyFor(view, run)
		.filter((index) => !view.attempts.some(({ deployment }) => deployment === index))
		.map((index) => `it failed (${error.code}: ${error.message}), and m${index}, which is healthy, was never asked`);
};

/** Deployments that would have answered: nothing is wrong with them, no limit keeps the call out, and it may go there. */
function healthyFor({ run: call }: CallView, { drawn, deployments, rows }: CaseRun): number[] {
	const localOnly = call.drawn.localOnly || drawn.group.localOnly;
	return drawn.deployments.flatMap(({ temper }, index) => {
		const { limits, locality } = deployments[index]!;
		const isLimited = Object.values(limits).some((limit) => limit !== undefined);
		if (temper !== 'healthy' || isLimited || (localOnly && locality === 'cloud')) return [];
		// One that was too slow for somebody's deadline may be cooling: the machine's fault.
		return hasFailedAt(rows, deployments[index]!.id) ? [] : [index];
	});
}

/** For some call of the case, in whatever way it ended. */
export const hasFailedAt = (rows: CaseRun['rows'], id: string): boolean =>
	rows.some(({ attempts = [] }) =>
		attempts.some(({ deploymentId, outcome }) => deploymentId === id && outcome !== 'ok' && outcome !== 'cancelled'),
	);

/** The call may end without asking further. */
function isExcused({ attempts, run }: CallView, error: RoutedLlmError, { drawn }: CaseRun): boolean {
	const kinds = attempts.map(({ kind }) => kind);
	if (error.code === 'cancelled' || error.code === 'deadline' || kinds.includes('deadline')) return true;
	if (drawn.group.maxAttempts !== undefined && attempts.length >= drawn.group.maxAttempts) return true;
	if (attempts.length >= MOST_ATTEMPTS) return true;
	// Something was shown that cannot be taken back.
	if (error.code === 'stream_cut') return run.events.some(({ type }) => type === 'text' || type === 'tool_call');
	const requests = attempts.flatMap(({ request }) => request ?? []);
	const last = requests.at(-1);
	return last !== undefined && mayEndCall(last, requests, drawn.group.failoverOnRefusal === true);
}

/** The default of `maxAttempts` is never more. */
const MOST_ATTEMPTS = 10;

function mayEndCall({ script }: SeenRequest, requests: readonly SeenRequest[], failoverOnRefusal: boolean): boolean {
	const { about = 'deployment', pending } = script ?? {};
	if (pending !== undefined && !PROMISES.refusalsAreTakenForWhatTheyAreAbout) return true;
	switch (about) {
		case 'request':
		case 'window':
			return true;
		case 'policy':
			return !failoverOnRefusal;
		case 'unknown':
			return (
				!PROMISES.unknownRefusalIsAskedOnceMore ||
				requests.filter(({ script: one }) => one?.about === 'unknown').length > 1
			);
		case 'deployment':
			return false;
	}
}
