import { inspect } from 'node:util';
import type { CallCheck } from './check-case';

/** For the way of a timer and of an answer, on a machine that does other things too. */
const SLACK_MS = 1_500;

export const checkEnding: CallCheck = ({ run }, { drawn, lagMs }) => {
	const { ending, behindTheEnd, startedAtMs, endedAtMs, cancelledAtMs, consumerMs } = run;
	const { deadlineSeconds = 0, maxQueueWaitSeconds = 0 } = drawn.group;
	const slackMs = SLACK_MS + 3 * lagMs + consumerMs;
	const tookMs = endedAtMs - startedAtMs;
	const faults: string[] = [];
	if (ending.kind === 'never ended') return ['it never ended'];
	if (ending.kind === 'broke') faults.push(`it threw what is none of our errors: ${inspect(ending.error)}`);
	if (ending.kind === 'failed' && ending.error.code === 'internal')
		faults.push(`a fault of the router's own: ${inspect(ending.error)}`);
	for (const { message } of ending.kind === 'failed'
		? ending.error.attempts.flatMap(({ failure }) => failure ?? [])
		: [])
		if (message.includes("the provider's adapter failed")) faults.push(`a fault of an adapter: ${message}`);
	if (behindTheEnd !== undefined) faults.push(`behind its end came ${behindTheEnd}`);
	const limitMs = (deadlineSeconds + maxQueueWaitSeconds) * 1_000;
	if (tookMs > limitMs + slackMs)
		faults.push(`it took ${Math.round(tookMs)} ms with a deadline and a queue wait of ${limitMs} ms together`);
	if (cancelledAtMs !== undefined && endedAtMs - Math.max(cancelledAtMs, startedAtMs) > slackMs)
		faults.push(`it ended ${Math.round(endedAtMs - cancelledAtMs)} ms after it had been cancelled`);
	return faults;
};
