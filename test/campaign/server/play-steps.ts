import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step } from '../faults/steps';

/** Ended by the client's leaving in any case; a server that waits longer than this has found a client that never leaves. */
const LONGEST_WAIT_MS = 20_000;

/** Acts out the steps on one connection; ends early, without an error, when the client goes. */
export async function playSteps(
	steps: readonly Step[],
	response: ServerResponse,
	gone: AbortSignal,
	onAnswered: () => void,
): Promise<void> {
	const { socket } = response;
	try {
		for (const step of steps) {
			if (gone.aborted || !socket) return;
			await playStep(step);
		}
	} catch (error) {
		if (!gone.aborted) throw error;
	}

	async function playStep(step: Step): Promise<void> {
		switch (step.do) {
			case 'head':
				response.writeHead(step.status, step.headers);
				response.flushHeaders();
				return;
			case 'inform':
				if (step.status === 'processing') response.writeProcessing();
				else response.writeEarlyHints({ link: '</style.css>; rel=preload' });
				return;
			case 'write':
				if (!response.write(step.data)) await once(response, 'drain', { signal: gone });
				return;
			case 'pause':
				await sleep(step.ms, undefined, { signal: gone });
				return;
			case 'end':
				onAnswered();
				response.end();
				return;
			case 'close':
				onAnswered();
				socket!.end();
				socket!.destroySoon();
				return;
			case 'reset':
				onAnswered();
				socket!.resetAndDestroy();
				return;
			case 'hang':
				await sleep(LONGEST_WAIT_MS, undefined, { signal: gone });
				socket!.destroy();
				return;
			case 'repeat':
				for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += step.everyMs) {
					if (!response.write(step.data)) await once(response, 'drain', { signal: gone });
					await sleep(step.everyMs, undefined, { signal: gone });
				}
				socket!.destroy();
				return;
			case 'raw':
				socket!.write(step.data);
		}
	}
}
