import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../lib/clock';
import { RoutedLlmError } from '../../../lib/errors';
import type { Router } from '../../../lib/router/create-router';
import type { ChatRequest, RouterEvent } from '../../../lib/types/routing';
import type { Case, DrawnCall } from '../case';
import { promptMark } from '../server/answer-requests';
import type { CallRun, Ending } from './case-run';

/** A call that has not ended so long after its deadline and its queue wait never will. */
const GIVEN_UP_AFTER_MS = 5_000;

/** Makes one call as its consumer would, and notes all that comes of it. */
export async function runCall(drawn: Case, call: DrawnCall, router: Router): Promise<CallRun> {
	await sleep(call.startMs);
	const cancelling = new AbortController();
	const run: CallRun = {
		drawn: call,
		startedAtMs: systemClock.now(),
		endedAtMs: 0,
		ending: { kind: 'never ended' },
		events: [],
		consumerMs: 0,
		listenersLeft: 0,
	};
	const cancel = () => {
		run.cancelledAtMs = systemClock.now();
		cancelling.abort();
	};
	if (call.cancelMs === 0) cancel();
	const cancelTimer = call.cancelMs ? setTimeout(cancel, call.cancelMs) : undefined;
	const request = toRequest(drawn, call, cancelling.signal);
	const ending = call.consumer.kind === 'waits' ? waitFor(router, request) : read(router, request, run);
	run.ending = await Promise.race([ending, givenUp(drawn, ending)]);
	run.endedAtMs = systemClock.now();
	clearTimeout(cancelTimer);
	run.listenersLeft = getEventListeners(cancelling.signal, 'abort').length;
	if (run.ending.kind === 'never ended') cancelling.abort();
	return run;
}

async function givenUp(drawn: Case, ending: Promise<Ending>): Promise<Ending> {
	const { deadlineSeconds = 0, maxQueueWaitSeconds = 0 } = drawn.group;
	const over = new AbortController();
	void ending.then(() => over.abort());
	const limitMs = (deadlineSeconds + maxQueueWaitSeconds) * 1_000 + GIVEN_UP_AFTER_MS;
	await sleep(limitMs, undefined, { signal: over.signal }).catch(() => {});
	return { kind: 'never ended' };
}

async function waitFor(router: Router, request: ChatRequest): Promise<Ending> {
	try {
		return { kind: 'answered', answer: await router.chat(request) };
	} catch (error) {
		return failed(error);
	}
}

const failed = (error: unknown): Ending =>
	error instanceof RoutedLlmError ? { kind: 'failed', error } : { kind: 'broke', error };

async function read(router: Router, request: ChatRequest, run: CallRun): Promise<Ending> {
	const { consumer } = run.drawn;
	const stream = router.stream(request);
	const ending = await readOn();
	run.behindTheEnd = await whatFollows(stream);
	return ending;

	async function readOn(): Promise<Ending> {
		try {
			for (;;) {
				if (consumer.kind === 'leaves' && run.events.length >= consumer.events) {
					await stream.return();
					return { kind: 'left' };
				}
				const next = await stream.next();
				if (next.done) return { kind: 'broke', error: new Error('The stream ended without an answer.') };
				if (next.value.type === 'answer') return { kind: 'answered', answer: next.value.answer };
				run.events.push(next.value);
				if (consumer.kind === 'slow') {
					run.consumerMs += consumer.pauseMs;
					await sleep(consumer.pauseMs);
				}
			}
		} catch (error) {
			return failed(error);
		}
	}
}

/** A stream that has ended gives nothing more. */
async function whatFollows(stream: AsyncGenerator<RouterEvent, void, void>): Promise<string | undefined> {
	try {
		const next = await stream.next();
		return next.done ? undefined : next.value.type;
	} catch (error) {
		return String(error);
	}
}

const FILLER = 'Please say in a few words what the weather is like in the towns along the river. ';

function toRequest(drawn: Case, call: DrawnCall, signal: AbortSignal): ChatRequest {
	const { promptWord } = drawn.planted;
	const filler = FILLER.repeat(Math.ceil(call.promptLength / FILLER.length)).slice(0, call.promptLength);
	const text = `${promptMark(call.number)} The code word of the patient is ${promptWord}, and nobody may see it. ${filler}`;
	const tools = [{ name: 'lookup', description: 'Looks up a name.', parameters: { type: 'object', properties: {} } }];
	return {
		group: 'chat',
		messages: [
			{ role: 'system', text: 'You answer briefly.' },
			{ role: 'user', content: [{ type: 'text', text }] },
		],
		settings: {
			...(call.tools && { tools }),
			...(call.maxOutputTokens !== undefined && { maxOutputTokens: call.maxOutputTokens }),
			...(call.reasoningEffort !== undefined && { reasoningEffort: call.reasoningEffort }),
		},
		...(call.localOnly && { localOnly: true }),
		...(call.startedByHand && { startedByHand: true }),
		tags: { call: String(call.number) },
		signal,
	};
}
