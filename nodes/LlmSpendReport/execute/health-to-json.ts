import type { IDataObject } from 'n8n-workflow';
import type { DeploymentActivity, DeploymentJudgement, DeploymentState } from '../../../lib';
import { roundMs } from '../../shared/round-ms';

/** All that is known of one deployment. */
export interface DeploymentHealth extends DeploymentActivity, DeploymentJudgement {
	state: DeploymentState;
}

/** A deployment as an item's JSON. What is unknown is null, so that the fields are always the same. */
export function healthToJson(health: DeploymentHealth, nowMs: number): IDataObject {
	const { state, attempts, failures, latency, timeToFirstToken, lastSuccessAtMs, lastFailure } = health;
	return {
		deployment: health.deployment,
		groups: health.groups,
		provider: health.provider,
		model: health.model,
		status: health.status,
		reasons: health.reasons,
		coolingUntil: state.breaker.state === 'open' ? sayTime(nowMs + state.breaker.untilMs) : null,
		coolingCause: state.breaker.state === 'open' ? state.breaker.cause : null,
		limits: limitsOf(state),
		inFlight: state.inFlight,
		waiting: state.waiting,
		attempts,
		failures,
		errorRatePercent: attempts === 0 ? null : Math.round((failures / attempts) * 1000) / 10,
		latencyMs: timesOf(latency),
		timeToFirstTokenMs: timesOf(timeToFirstToken),
		lastSuccessAt: lastSuccessAtMs === undefined ? null : sayTime(lastSuccessAtMs),
		lastFailure:
			lastFailure === undefined
				? null
				: { at: sayTime(lastFailure.atMs), kind: lastFailure.kind, message: lastFailure.message ?? null },
	};
}

function limitsOf({ limits, requestsInWindow, tokensInWindow, inFlight }: DeploymentState): IDataObject {
	return {
		rpm: limitOf(limits.rpm, requestsInWindow),
		tpm: limitOf(limits.tpm, tokensInWindow),
		concurrency: limitOf(limits.concurrency, inFlight),
	};
}

/** Null: there is none. Calls with other limits share the counts, so more than the limit may be used. */
const limitOf = (limit: number | undefined, used: number): IDataObject | null =>
	limit === undefined ? null : { limit, used, left: Math.max(0, limit - used) };

const timesOf = (times: DeploymentActivity['latency']): IDataObject | null =>
	times === undefined ? null : { median: roundMs(times.medianMs), p95: roundMs(times.p95Ms) };

const sayTime = (atMs: number): string => new Date(atMs).toISOString();
