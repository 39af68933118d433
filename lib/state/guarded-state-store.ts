import type { Clock } from '../clock';
import { guarded, inBackground } from '../guarded';
import type { AdmitReply, AdmitRequest, QueueCheck, StateStore } from './state-store';
import { isEmpty, joinReplies, pickHeld } from './renewals';
import { unusedGrant } from './unused-grant';
import { createWakeUps } from './wake-ups';
import { LateError, withinTime } from './within-time';

export interface GuardOptions {
	/** The state that all processes share. It may be slow, gone or broken. */
	shared: StateStore;
	/** The state of this process alone. */
	own: StateStore;
	/** Resolves when the shared state can be used, rights and room for writing included. */
	check: () => Promise<void>;
	clock: Clock;
	/** What an error of the shared state means to the user and what to do. */
	describe: (error: unknown) => string;
	/** Longest wait for an answer of the shared state. Default 250 ms. */
	timeoutMs?: number;
	/** Between two looks whether the shared state is back. Default 1 s. */
	retryMs?: number;
}

const DEFAULT_TIMEOUT_MS = 250;
const DEFAULT_RETRY_MS = 1_000;
/** Remembered for the end of an outage; beyond, the oldest is forgotten: its lease or ticket expires by itself. */
const MAX_REMEMBERED = 10_000;

/**
 * The shared state as long as it answers in time, else this process's own, at once. One call finds out; the others
 * follow without waiting, and someone in the background looks when it is back. A call that was held up once by a slow
 * server never asks it again. What the shared state grants too late is given back. While it is away `degraded` says why.
 *
 * In an outage limits and cooldowns hold per process. Those who stand in line look again at once, here; when it is
 * over, there, where they have kept their places if it was short.
 */
export function createGuardedStateStore(options: GuardOptions): StateStore {
	const { shared, own, check, clock, describe, timeoutMs = DEFAULT_TIMEOUT_MS, retryMs = DEFAULT_RETRY_MS } = options;
	let outage: { reason: string } | undefined;
	let cancelRetry: (() => void) | undefined;
	let closed = false;
	/** Attempts that this process's own state granted, and calls that stand in line there. */
	const ownAttempts = new Set<string>();
	const ownTickets = new Set<string>();
	/** Calls in the shared line. */
	const sharedTickets = new Set<string>();
	/** Calls that a slow server has held up; one that refuses at once holds nobody up. */
	const heldUp = new Set<string>();
	/** What the shared state is still to be told, by attempt or call. */
	const untold = new Map<string, () => Promise<unknown>>();
	/** Wake-ups of the guard's own, when the state that a call waits at changes. */
	const wakeUps = createWakeUps();

	function begin(error: unknown): void {
		if (closed) return;
		if (outage === undefined) wakeUps.send([...sharedTickets]);
		outage = { reason: describeSafely(error) ?? 'its error cannot be described' };
		cancelRetry ??= clock.after(retryMs, tryAgain, { background: true });
	}

	const describeSafely = guarded('the description of an error', describe);
	const tryAgain = () => inBackground('the look whether the shared state is back', retry, begin);

	async function retry(): Promise<void> {
		cancelRetry = undefined;
		try {
			await inTime(check());
			// Before anyone asks there again. Each is tried once: what fails ends by itself, when its lease does.
			for (const [id, tell] of untold) {
				untold.delete(id);
				await tell();
			}
		} catch (error) {
			begin(error);
			return;
		}
		outage = undefined;
		wakeUps.send([...ownTickets]);
	}

	const inTime = async <T>(answer: Promise<T>): Promise<T> => await withinTime(answer, timeoutMs, clock);

	function remember(set: Set<string>, id: string): void {
		set.add(id);
		if (set.size > MAX_REMEMBERED) set.delete(set.values().next().value!);
	}

	function tellLater(id: string, tell: () => Promise<unknown>): void {
		untold.set(id, tell);
		if (untold.size > MAX_REMEMBERED) untold.delete(untold.keys().next().value!);
	}

	async function admitOwn(request: AdmitRequest): Promise<AdmitReply> {
		const reply = await own.admit(request);
		const { callId, attemptId } = request;
		if (reply.kind === 'waiting') ownTickets.add(callId);
		else ownTickets.delete(callId);
		if (reply.kind === 'granted') {
			ownAttempts.add(attemptId);
			inBackground('a way out of the queue', async () => await leaveShared(callId));
		}
		return reply;
	}

	/** A call that is served here must not hold up those behind it there. */
	async function leaveShared(callId: string): Promise<QueueCheck> {
		if (!sharedTickets.delete(callId)) return {};
		const tell = async () => await inTime(shared.leave({ callId }));
		if (!outage) {
			try {
				return await tell();
			} catch {
				// It is reported when the shared state is back.
			}
		}
		tellLater(callId, tell);
		return {};
	}

	/**
	 * The answer was lost on its way. Asking again with the same id tells what it was;
	 * without waiting, so that a ticket goes too.
	 */
	async function giveBack(request: AdmitRequest): Promise<void> {
		const reply = await inTime(shared.admit({ ...request, wait: false }));
		if (reply.kind === 'granted') await inTime(shared.settle(unusedGrant(request, reply)));
	}

	async function admitShared(request: AdmitRequest): Promise<AdmitReply> {
		const answer = shared.admit(request);
		try {
			const reply = await inTime(answer);
			if (reply.kind === 'waiting') sharedTickets.add(request.callId);
			else sharedTickets.delete(request.callId);
			if (ownTickets.delete(request.callId))
				inBackground('a way out of the queue', async () => await own.leave({ callId: request.callId }));
			return reply;
		} catch (error) {
			if (error instanceof LateError) remember(heldUp, request.callId);
			begin(error);
			inBackground('the return of a late grant', async () => await takeBack(request, answer));
			return await admitOwn(request);
		}
	}

	/** What an admission got that its call did not wait for. A call that stands in line here goes on with it there. */
	async function takeBack(request: AdmitRequest, answer: Promise<AdmitReply>): Promise<void> {
		const { callId, attemptId } = request;
		try {
			const late = await answer;
			if (late.kind === 'granted') await inTime(shared.settle(unusedGrant(request, late)));
			else if (late.kind === 'waiting' && ownTickets.has(callId)) sharedTickets.add(callId);
			else if (late.kind === 'waiting') await inTime(shared.leave({ callId }));
		} catch {
			tellLater(attemptId, async () => {
				if (!ownTickets.has(callId)) await giveBack(request);
			});
		}
	}

	return {
		get degraded() {
			return outage?.reason;
		},
		async admit(request) {
			return outage || heldUp.has(request.callId) ? await admitOwn(request) : await admitShared(request);
		},
		async renew(request) {
			const here = pickHeld(
				request,
				(id) => ownAttempts.has(id),
				(id) => ownTickets.has(id),
			);
			const there = pickHeld(
				request,
				(id) => !ownAttempts.has(id),
				(id) => !ownTickets.has(id),
			);
			const replies = [await own.renew(here)];
			const isForShared = there.attempts.length + there.tickets.length > 0 || isEmpty(request);
			if (!outage && isForShared) {
				try {
					replies.push(await inTime(shared.renew(there)));
				} catch (error) {
					begin(error);
				}
			}
			return joinReplies(replies);
		},
		async leave({ callId }) {
			heldUp.delete(callId);
			if (ownTickets.delete(callId)) await own.leave({ callId });
			return await leaveShared(callId);
		},
		async settle(settlement) {
			if (ownAttempts.delete(settlement.attemptId)) return await own.settle(settlement);
			const tell = async () => await inTime(shared.settle(settlement));
			if (!outage) {
				try {
					return await tell();
				} catch (error) {
					begin(error);
				}
			}
			tellLater(settlement.attemptId, tell);
			return {};
		},
		async snapshot(request) {
			if (outage) return await own.snapshot(request);
			try {
				return await inTime(shared.snapshot(request));
			} catch (error) {
				begin(error);
				return await own.snapshot(request);
			}
		},
		onWake(callId, wake) {
			const ends = [shared, own].map((store) => store.onWake(callId, wake));
			ends.push(wakeUps.subscribe(callId, wake));
			return () => ends.forEach((end) => end());
		},
		async close() {
			closed = true;
			cancelRetry?.();
			wakeUps.clear();
			await Promise.all([shared.close(), own.close()]);
		},
	};
}
