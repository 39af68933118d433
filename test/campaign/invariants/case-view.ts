import type { Failure, FailureKind } from '../../../lib/types/failure';
import type { Attempt } from '../../../lib/types/routing';
import type { UsageAttempt, UsageRow } from '../../../lib/types/usage-row';
import { PROMISES } from '../promises';
import type { CallRun, CaseRun } from '../run/case-run';
import type { SeenRequest } from '../server/seen-request';

/** One call with what belongs to it: its row, the attempts that it shows and the requests that servers saw. */
export interface CallView {
	run: CallRun;
	rows: UsageRow[];
	attempts: ShownAttempt[];
	/** In order of arrival. */
	requests: SeenRequest[];
	/** Those that no attempt shows. */
	unshown: SeenRequest[];
}

export interface ShownAttempt {
	/** Index in the case; -1: of no deployment of the case. */
	deployment: number;
	kind?: FailureKind;
	/** Undefined: the row of a call that was left does not say. */
	reached?: boolean;
	failure?: Failure;
	tokens?: number;
	/** What came of it at the server, the last of several where a server asked for another form. */
	request?: SeenRequest;
}

export function viewCalls(run: CaseRun): CallView[] {
	return run.calls.map((call) => {
		const rows = run.rows.filter(({ tags }) => tags?.call === String(call.drawn.number));
		const requests = run.requests.filter((request) => request.call === call.drawn.number);
		const attempts = shownAttempts(run, call, rows[0]);
		return { run: call, rows, attempts, requests, unshown: match(attempts, requests) };
	});
}

function shownAttempts({ deployments }: CaseRun, { ending }: CallRun, row: UsageRow | undefined): ShownAttempt[] {
	const indexOf = (id: string | undefined) => deployments.findIndex((deployment) => deployment.id === id);
	const fromAttempt = ({ deploymentId, failure, usage }: Attempt): ShownAttempt => ({
		deployment: indexOf(deploymentId),
		...(failure !== undefined && { kind: failure.kind, failure }),
		reached: failure?.reached ?? true,
		tokens: usage === undefined ? undefined : (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0),
	});
	const fromRow = ({ deploymentId, outcome }: UsageAttempt): ShownAttempt => ({
		deployment: indexOf(deploymentId),
		...(outcome !== 'ok' && { kind: outcome }),
		reached: outcome === 'ok' ? true : outcome === 'connection' ? false : undefined,
	});
	switch (ending.kind) {
		case 'answered':
			return ending.answer.routing.attempts.map(fromAttempt);
		case 'failed':
			return ending.error.attempts.map(fromAttempt);
		default:
			return row?.attempts?.map(fromRow) ?? [];
	}
}

/** Gives each attempt its request, in order, deployment by deployment. Returns the requests that are left. */
function match(attempts: readonly ShownAttempt[], requests: readonly SeenRequest[]): SeenRequest[] {
	const left = [...requests];
	const take = (deployment: number): SeenRequest | undefined => {
		const index = left.findIndex((request) => request.deployment === deployment);
		return index === -1 ? undefined : left.splice(index, 1)[0];
	};
	for (const attempt of attempts) {
		if (attempt.reached === false) continue;
		attempt.request = take(attempt.deployment);
		while (!PROMISES.secondFormIsAnAttempt && attempt.request?.script?.asksForSecondForm) {
			const second = take(attempt.deployment);
			if (second === undefined) break;
			attempt.request = second;
		}
	}
	return left;
}
