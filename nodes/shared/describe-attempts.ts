import type { Attempt, Failure, RoutedLlmError } from '../../lib';
import { withoutStop } from './without-stop';

type Told = Pick<RoutedLlmError, 'message' | 'attempts' | 'skipped'>;

/**
 * Every attempt with its time, and every deployment left out, a line each: the description under an error's
 * message. What the message says already is not said again. n8n's editor shows the lines as one paragraph.
 */
export function describeAttempts({ message, attempts, skipped }: Told): string {
	return [
		...attempts.map((attempt) => describeAttempt(attempt, message)),
		...skipped
			.filter(({ reason }) => !message.includes(withoutStop(reason)))
			.map(({ deployment, reason }) => `${deployment} was not tried: ${withoutStop(reason)}.`),
	].join('\n');
}

function describeAttempt({ number, deployment, latencyMs, failure }: Attempt, message: string): string {
	if (failure === undefined) return `Attempt ${number}, ${deployment}, answered after ${seconds(latencyMs)}.`;
	const sentence = withoutStop(failure.message);
	const reason = message.includes(sentence) ? '' : `: ${sentence}`;
	return `Attempt ${number}, ${deployment}, failed after ${seconds(latencyMs)} (${causeOf(failure)})${reason}.`;
}

function causeOf({ kind, status }: Failure): string {
	return status === undefined ? kind.replaceAll('_', ' ') : `status ${status}`;
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}
