import type { Limits } from '../types/deployment';
import type { CooldownCause } from './breaker';
import type { DeploymentActivity } from './deployment-activity';
import { sayCooling } from './say-cooling';
import { usedShare, type Usage } from './used-share';

/** What the state store knows of a deployment at present, as far as it tells of health: of its `DeploymentState`. */
export interface PresentState {
	breaker:
		| { state: 'closed' }
		/** `untilMs` from now. */
		| { state: 'open'; cause: CooldownCause; untilMs: number }
		| { state: 'half_open'; probing: boolean };
	/** Of the call that looked last. */
	limits: Limits;
	requestsInWindow: number;
	tokensInWindow: number;
	inFlight: number;
	/** Calls in its line. */
	waiting: number;
}

export type HealthStatus = 'healthy' | 'degraded' | 'down';

export interface DeploymentJudgement {
	status: HealthStatus;
	/** Why it is not healthy, what weighs most first; each without subject or full stop. */
	reasons: string[];
}

export interface GroupHealth {
	group: string;
	/** One of its deployments is not down. */
	available: boolean;
	/** Their names. */
	deployments: string[];
}

/** A smaller share of failures is what failover is for. */
const MAX_FAILED_SHARE = 0.2;
/** Fewer attempts say nothing of a share. */
const MIN_ATTEMPTS = 5;
/** So little is left that the next calls will have to wait or go elsewhere. */
const NEARLY_FULL_SHARE = 0.95;

/**
 * How a deployment is. Down: it cools, or a limit of 0 blocks it, so that no call is sent to it. Degraded: its cooldown is over and
 * nothing has shown yet that it is well; more than 20 % of at least 5 attempts failed; a limit is used to more than 95 %; or calls
 * wait for it. Else healthy, also one that nobody has used: nothing speaks against it.
 */
export function judgeHealth(
	activity: Pick<DeploymentActivity, 'attempts' | 'failures'>,
	state: PresentState,
): DeploymentJudgement {
	const down = [...coolingReasons(state), ...blockedReasons(state)];
	const degraded = [
		...comingBackReasons(state),
		...failureReasons(activity),
		...limitReasons(state),
		...(state.waiting > 0 ? [`${countOf(state.waiting, 'call')} waiting for it`] : []),
	];
	return {
		status: down.length > 0 ? 'down' : degraded.length > 0 ? 'degraded' : 'healthy',
		reasons: [...down, ...degraded],
	};
}

/** By name, each with the deployments that were tried in it; it is available while one of them is not down. */
export function judgeGroups(
	deployments: ReadonlyArray<Pick<DeploymentActivity, 'deployment' | 'groups'> & Pick<DeploymentJudgement, 'status'>>,
): GroupHealth[] {
	const names = [...new Set(deployments.flatMap(({ groups }) => groups))].sort();
	return names.map((group) => {
		const members = deployments.filter(({ groups }) => groups.includes(group));
		const available = members.some(({ status }) => status !== 'down');
		return { group, available, deployments: members.map(({ deployment }) => deployment) };
	});
}

function coolingReasons({ breaker }: PresentState): string[] {
	return breaker.state === 'open' ? [sayCooling(breaker.cause, breaker.untilMs)] : [];
}

function comingBackReasons({ breaker }: PresentState): string[] {
	if (breaker.state !== 'half_open') return [];
	return [
		breaker.probing
			? 'coming back from a cooldown, and one request is testing it'
			: 'its cooldown is over, and the next request will test it',
	];
}

function blockedReasons(state: PresentState): string[] {
	return limitShares(state).flatMap(({ name, share }) =>
		share === Infinity ? [`its ${name} limit is 0, which blocks it`] : [],
	);
}

function limitReasons(state: PresentState): string[] {
	const full = limitShares(state).filter(({ share }) => share > NEARLY_FULL_SHARE && share < Infinity);
	return full.map(({ name, share }) => `its ${name} limit is used to ${Math.floor(share * 100)} %`);
}

function limitShares({
	limits: { rpm, tpm, concurrency },
	requestsInWindow: requests,
	tokensInWindow: tokens,
	inFlight,
}: PresentState) {
	const usage: Usage = { requests, tokens, inFlight };
	return [
		{ name: 'RPM', share: usedShare(usage, { rpm }) },
		{ name: 'TPM', share: usedShare(usage, { tpm }) },
		{ name: 'concurrency', share: usedShare(usage, { concurrency }) },
	];
}

function failureReasons({ attempts, failures }: Pick<DeploymentActivity, 'attempts' | 'failures'>): string[] {
	const tooMany = attempts >= MIN_ATTEMPTS && failures / attempts > MAX_FAILED_SHARE;
	return tooMany ? [`${failures} of ${attempts} attempts failed`] : [];
}

const countOf = (count: number, what: string): string => (count === 1 ? `1 ${what} is` : `${count} ${what}s are`);
