import type { CaseRun } from '../run/case-run';
import { viewCalls, type CallView } from './case-view';
import { checkEnding } from './ending';
import { checkFailover } from './failover';
import { checkLeftovers } from './leftovers';
import { checkLimits } from './limits';
import { checkLocality } from './locality';
import { checkQueue } from './queue';
import { checkRequests } from './requests';
import { checkRetryAfter } from './retry-after';
import { checkRow } from './row';
import { checkSecrets } from './secrets';
import { checkText } from './text';
import type { InvariantId, Violation } from './violation';

/** Says what is wrong, one sentence a fault. */
export type CallCheck = (view: CallView, run: CaseRun) => string[];
export type CaseCheck = (views: readonly CallView[], run: CaseRun) => string[];

const CALL_CHECKS: ReadonlyArray<[InvariantId, CallCheck]> = [
	['ending', checkEnding],
	['row', checkRow],
	['requests', checkRequests],
	['text', checkText],
	['secrets', checkSecrets],
	['failover', checkFailover],
	['queue', checkQueue],
	['locality', checkLocality],
];

const CASE_CHECKS: ReadonlyArray<[InvariantId, CaseCheck]> = [
	['limits', checkLimits],
	['retry-after', checkRetryAfter],
	['leftovers', checkLeftovers],
];

/** Everything that a case broke. */
export function checkCase(run: CaseRun): Violation[] {
	const views = viewCalls(run);
	const { seed, number } = run.drawn;
	const ofCalls = views.flatMap((view) =>
		CALL_CHECKS.flatMap(([invariant, check]) =>
			check(view, run).map((what) => ({ invariant, seed, case: number, call: view.run.drawn.number, what })),
		),
	);
	const ofCase = CASE_CHECKS.flatMap(([invariant, check]) =>
		check(views, run).map((what) => ({ invariant, seed, case: number, what })),
	);
	return [...ofCalls, ...ofCase];
}
