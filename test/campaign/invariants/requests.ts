import type { FailureKind } from '../../../lib/types/failure';
import type { CallCheck } from './check-case';

/** An attempt may end by these before its request is on its way. */
const ENDED_FIRST: ReadonlySet<FailureKind | undefined> = new Set<FailureKind>([
	'cancelled',
	'deadline',
	'timeout_first_token',
	'timeout_attempt',
]);
/** A request that was written to a connection which the server had just closed was never seen. */
const CLOSED_UNSEEN = /broke off: the connection was (closed|reset)/;

export const checkRequests: CallCheck = ({ attempts, unshown, run }, { drawn, requests }) => {
	if (run.ending.kind === 'never ended' || run.ending.kind === 'broke') return [];
	const faults = unshown.map(
		({ deployment, fault }) => `no attempt shows a request that m${deployment} saw (and answered with "${fault}")`,
	);
	for (const [index, { deployment, kind, reached, failure, request }] of attempts.entries()) {
		const name = `attempt ${index + 1}, of m${deployment},`;
		if (deployment === -1) faults.push(`${name} is of no deployment of the case`);
		if (request !== undefined || reached === false || deployment === -1) continue;
		// A request whose body never came whole may be anyone's.
		if (requests.some((seen) => seen.deployment === deployment && seen.call === undefined)) continue;
		if (ENDED_FIRST.has(kind)) continue;
		const { temper } = drawn.deployments[deployment]!;
		if (failure !== undefined && temper !== 'healthy' && CLOSED_UNSEEN.test(failure.message)) continue;
		faults.push(`${name} sent no request, though it says "${failure?.message ?? kind ?? 'ok'}"`);
	}
	return faults;
};
