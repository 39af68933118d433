import type { Breaker } from '../../policy/breaker';
import { freshSpeed, type MeasuredSpeed } from '../../policy/measured-speed';
import type { DeploymentState, SnapshotRequest } from '../state-store';
import { findDeployment } from './memory-state';
import type { MemoryState } from './memory-state';

export function snapshot(state: MemoryState, request: SnapshotRequest, nowMs: number): DeploymentState[] {
	return request.keys.map((key) => deploymentState(state, key, nowMs, request.windowMs));
}

function deploymentState(state: MemoryState, key: string, nowMs: number, windowMs: number): DeploymentState {
	const record = findDeployment(state, key, nowMs);
	record?.granted.expire(nowMs, windowMs);
	return {
		key,
		breaker: record ? breakerState(record.breaker, nowMs) : { state: 'closed' },
		epoch: record?.breaker.epoch ?? 0,
		consecutiveFailures: record?.breaker.consecutiveFailures ?? 0,
		recentAttempts: record?.settled.count ?? 0,
		recentFailures: record?.settled.sum ?? 0,
		requestsInWindow: record?.granted.count ?? 0,
		tokensInWindow: record?.granted.sum ?? 0,
		inFlight: record?.leases.size ?? 0,
		waiting: record?.line.size ?? 0,
		...meansOf(freshSpeed(record?.speed, nowMs)),
		limits: { ...record?.limits },
	};
}

function meansOf(speed: MeasuredSpeed | undefined): Pick<DeploymentState, 'firstTokenMs' | 'perTokenMs'> {
	if (speed === undefined) return {};
	const { firstTokenMs, perTokenMs } = speed;
	return { firstTokenMs, ...(perTokenMs !== undefined && { perTokenMs }) };
}

function breakerState(breaker: Breaker, nowMs: number): DeploymentState['breaker'] {
	switch (breaker.state) {
		case 'closed':
			return { state: 'closed' };
		case 'open':
			return { state: 'open', cause: breaker.cause, untilMs: breaker.untilMs - nowMs };
		case 'half_open':
			return { state: 'half_open', probing: breaker.probeAttemptId !== undefined };
	}
}
