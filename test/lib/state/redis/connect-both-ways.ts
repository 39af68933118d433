import { randomUUID } from 'node:crypto';
import type { StateStore } from '../../../../lib/state/state-store';

/** Lets a store connect both ways, so that no test pays for it: its first call in line wakes others when it hears. */
export async function connectBothWays(store: StateStore): Promise<void> {
	const callId = `first of ${randomUUID()}`;
	const heard = new Promise<void>((resolve) => store.onWake(callId, resolve));
	const candidates = [{ key: 'first', priority: 1, tokens: 1, notBeforeMs: 60_000 }];
	const ids = { callId, attemptId: callId, holder: 'nobody' };
	await store.admit({ ...ids, candidates, order: 'given', wait: true, windowMs: 1_000, leaseMs: 1_000 });
	await heard;
	await store.leave({ callId });
}
