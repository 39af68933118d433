import type { Clock } from '../../../../lib/clock';
import type { Candidate } from '../../../../lib/state/state-store';
import type { Granted, Process } from './bench';

interface PatientCall {
	callId: string;
	candidates: Candidate[];
	/** Called with the first answer: the call is served, or stands in line. */
	onArrival?: () => void;
}

/**
 * Starts `count` calls, each when the one before has arrived: two handles that speak at once have no order. The
 * result is done when all calls are; they have all arrived when it is there.
 */
export async function startInTurn(
	count: number,
	start: (index: number, onArrival: () => void) => Promise<void>,
): Promise<{ done: Promise<unknown> }> {
	const calls: Array<Promise<void>> = [];
	for (let index = 0; index < count; index++)
		await new Promise<void>((onArrival, reject) => {
			const call = start(index, onArrival);
			call.catch(reject);
			calls.push(call);
		});
	return { done: Promise.all(calls) };
}

/** A call that waits as long as it takes: it looks when it is woken or its time has come, and never otherwise. */
export async function waitForGrant(by: Process, clock: Clock, call: PatientCall): Promise<Granted> {
	let wake = () => {};
	let woken = false;
	const unsubscribe = by.store.onWake(call.callId, () => {
		woken = true;
		wake();
	});
	try {
		for (;;) {
			woken = false;
			const reply = await by.ask(call.callId, call.candidates);
			call.onArrival?.();
			if (reply.kind === 'granted') return reply;
			if (reply.kind === 'refused') throw new Error(`${call.callId} is refused`);
			if (!woken) await wakeOrTime(reply.lookAgainMs);
		}
	} finally {
		unsubscribe();
	}

	async function wakeOrTime(lookAgainMs: number | undefined): Promise<void> {
		await new Promise<void>((resolve) => {
			const cancel = lookAgainMs === undefined ? () => {} : clock.after(lookAgainMs, resolve);
			wake = () => {
				cancel();
				resolve();
			};
		});
	}
}
