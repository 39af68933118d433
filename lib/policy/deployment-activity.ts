import type { ProviderName } from '../types/deployment';
import type { FailureKind } from '../types/failure';
import type { UsageAttempt, UsageRow } from '../types/usage-row';
import { FAILURE_RULES } from './failure-rules';

/** What calls have shown of one deployment. */
export interface DeploymentActivity {
	/** `Deployment.id`, under which the state store knows it. */
	deploymentId: string;
	/** As the latest call named it: groups may name it differently. */
	deployment: string;
	provider: ProviderName;
	model: string;
	/** Model groups in which it was tried, by name. */
	groups: string[];
	/** Those that say something of it: not cancelled ones, those cut by the call's deadline, those of what it cannot do. */
	attempts: number;
	/** Those of the attempts that count against its health; a bad request does not. */
	failures: number;
	/** Of attempts that succeeded; undefined: none did. */
	latency?: Percentiles;
	timeToFirstToken?: Percentiles;
	/** Epoch milliseconds. */
	lastSuccessAtMs?: number;
	/** The last that counts against its health. */
	lastFailure?: FailureShown;
}

/** Each is a time that was measured: half, or 95 of 100, took no longer. */
export interface Percentiles {
	medianMs: number;
	p95Ms: number;
}

export interface FailureShown {
	/** Epoch milliseconds at which the attempt ended. */
	atMs: number;
	kind: FailureKind;
	message?: string;
}

interface Tried extends UsageAttempt {
	endedAtMs: number;
}

interface Fold {
	activity: DeploymentActivity;
	groups: Set<string>;
	latenciesMs: number[];
	firstTokensMs: number[];
	latestMs: number;
}

/**
 * What rows show of each deployment, by name. Groups, names, last success and last failure are those of all rows; attempts,
 * failures and times those of calls that began at `figuresFromMs` or later. Attempts of rows that were written before
 * identities were kept are left out.
 */
export function foldActivity(rows: readonly UsageRow[], figuresFromMs: number): DeploymentActivity[] {
	const folds = new Map<string, Fold>();
	for (const row of rows)
		for (const tried of attemptsOf(row)) {
			const { deploymentId } = tried;
			if (deploymentId === undefined) continue;
			const fold = folds.get(deploymentId) ?? newFold(deploymentId, tried);
			folds.set(deploymentId, fold);
			note(fold, row.group, tried);
			if (row.startedAtMs >= figuresFromMs) count(fold, tried);
		}
	return [...folds.values()]
		.map(finished)
		.sort((a, b) => compare(a.deployment, b.deployment) || compare(a.deploymentId, b.deploymentId));
}

/** One without attempts in its row is a single one that succeeded, to which the call's times belong but for the time in line. */
function attemptsOf(row: UsageRow): Tried[] {
	const { attempts, deployment, provider, requestedModel: model, queueWaitMs, timeToFirstTokenMs } = row;
	const callEndedAtMs = row.startedAtMs + row.latencyMs;
	if (attempts === undefined) {
		if (deployment === undefined || provider === undefined || model === undefined) return [];
		const times = {
			latencyMs: row.latencyMs - queueWaitMs,
			timeToFirstTokenMs: timeToFirstTokenMs === undefined ? undefined : timeToFirstTokenMs - queueWaitMs,
		};
		return [
			{
				deploymentId: row.deploymentId,
				deployment,
				provider,
				model,
				outcome: 'ok',
				...times,
				endedAtMs: callEndedAtMs,
			},
		];
	}
	// How long the call waited before each is not in the row; that it ended with the last is certain.
	let endedAtMs = row.startedAtMs;
	return attempts.map((attempt, index, { length }) => {
		endedAtMs += attempt.latencyMs;
		return { ...attempt, endedAtMs: index === length - 1 ? callEndedAtMs : endedAtMs };
	});
}

const newFold = (deploymentId: string, { deployment, provider, model }: Tried): Fold => ({
	activity: { deploymentId, deployment, provider, model, groups: [], attempts: 0, failures: 0 },
	groups: new Set(),
	latenciesMs: [],
	firstTokensMs: [],
	latestMs: -Infinity,
});

function note(fold: Fold, group: string, { deployment, outcome, message, endedAtMs }: Tried): void {
	const { activity, groups } = fold;
	groups.add(group);
	if (endedAtMs > fold.latestMs) {
		fold.latestMs = endedAtMs;
		activity.deployment = deployment;
	}
	if (outcome === 'ok') activity.lastSuccessAtMs = Math.max(endedAtMs, activity.lastSuccessAtMs ?? -Infinity);
	else if (isAgainstHealth(outcome) && endedAtMs > (activity.lastFailure?.atMs ?? -Infinity))
		activity.lastFailure = { atMs: endedAtMs, kind: outcome, message };
}

function count(
	{ activity, latenciesMs, firstTokensMs }: Fold,
	{ outcome, latencyMs, timeToFirstTokenMs }: Tried,
): void {
	if (outcome !== 'ok' && FAILURE_RULES[outcome].health === 'none') return;
	activity.attempts++;
	if (outcome !== 'ok') {
		if (isAgainstHealth(outcome)) activity.failures++;
		return;
	}
	latenciesMs.push(latencyMs);
	if (timeToFirstTokenMs !== undefined) firstTokensMs.push(timeToFirstTokenMs);
}

function isAgainstHealth(kind: FailureKind): boolean {
	const { health } = FAILURE_RULES[kind];
	return health === 'failure' || health === 'cools';
}

const finished = ({ activity, groups, latenciesMs, firstTokensMs }: Fold): DeploymentActivity => ({
	...activity,
	groups: [...groups].sort(compare),
	latency: percentilesOf(latenciesMs),
	timeToFirstToken: percentilesOf(firstTokensMs),
});

function percentilesOf(timesMs: readonly number[]): Percentiles | undefined {
	const sorted = [...timesMs].sort((a, b) => a - b);
	const nearestRank = (share: number): number | undefined => sorted[Math.ceil(share * sorted.length) - 1];
	const [medianMs, p95Ms] = [nearestRank(0.5), nearestRank(0.95)];
	return medianMs === undefined || p95Ms === undefined ? undefined : { medianMs, p95Ms };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
