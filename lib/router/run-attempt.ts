import type { Clock } from '../clock';
import { guarded, inBackground } from '../guarded';
import type { Provider } from '../providers/provider';
import { redactedModel } from '../redaction/redact';
import type { GenerationSettings, Message, ProviderEvent } from '../types/chat';
import type { Deployment } from '../types/deployment';
import { ProviderFailure, type Failure, type FailureKind } from '../types/failure';
import { Watchdog } from './watchdog';

export interface AttemptInput {
	deployment: Deployment;
	provider: Provider;
	messages: readonly Message[];
	settings: GenerationSettings;
	clock: Clock;
	/** What is left of the call's own deadline. */
	deadlineMs: number;
	/** The call's: cancelled by the user or by n8n. */
	signal?: AbortSignal;
	/** Called once, when the request goes out on its connection; not where the adapter does not say. */
	onSent?: () => void;
	/** Called at once when a timeout or the signal ends the attempt, also while the consumer is busy elsewhere. */
	onCutShort?: (failure: Failure) => void;
}

/**
 * One HTTP request to one deployment, under its timeouts. Yields the provider's events up to and including
 * `finish`; every other end is thrown as a `ProviderFailure`. Leaving the loop early aborts the request.
 */
export async function* runAttempt(input: AttemptInput): AsyncGenerator<ProviderEvent, void, void> {
	const { deployment, provider, clock, signal } = input;
	const request = new AbortController();
	let ended: Failure | undefined;
	let giveUp: (failure: ProviderFailure) => void = () => {};
	/** Undefined: the adapter does not say. */
	let reached: boolean | undefined;
	const end = (kind: FailureKind, message: string) => {
		if (ended !== undefined) return;
		const failure: Failure = { kind, message, reached: reached ?? true };
		ended = failure;
		// Each of these runs, whatever the one before throws: this is called by a timer or a signal.
		inBackground('the abort of a request', () => request.abort());
		inBackground('the end of an attempt', () => input.onCutShort?.(failure));
		// A provider that does not heed its signal must not hold the call up.
		giveUp(new ProviderFailure(failure));
	};
	const cancel = guarded('the cancellation of a call', () => end('cancelled', 'the call was cancelled'));
	if (signal?.aborted)
		throw new ProviderFailure({ kind: 'cancelled', message: 'the call was cancelled', reached: false });
	// Before anything that would have to be undone: an adapter at fault may throw here.
	const stream = provider.stream({
		endpoint: deployment.endpoint,
		model: deployment.model,
		messages: input.messages,
		settings: input.settings,
		signal: request.signal,
		// A second request, without a field that was refused, does not undo the first.
		onReach: guarded('the start of a request', (now) => {
			if (now && reached !== true) input.onSent?.();
			reached = reached === true || now;
		}),
	});
	const events = stream[Symbol.asyncIterator]();
	signal?.addEventListener('abort', cancel, { once: true });
	const { probe } = provider;
	const watchdog = new Watchdog({
		clock,
		timeouts: deployment.timeouts,
		deadlineMs: input.deadlineMs,
		probe:
			probe !== undefined && deployment.locality === 'local'
				? async (probeSignal) => await probe(deployment.endpoint, probeSignal)
				: undefined,
		onTrip: end,
	});
	// Not Promise.race: on a promise that outlives the stream it would keep every event until the end.
	const nextEvent = () =>
		new Promise<IteratorResult<ProviderEvent>>((resolve, reject) => {
			if (ended !== undefined) reject(new ProviderFailure(ended));
			giveUp = reject;
			events.next().then(resolve, reject);
		});
	let finished = false;
	try {
		while (!finished) {
			const next = await nextEvent();
			if (next.done) throw prematureEnd();
			if (isToken(next.value)) watchdog.sawToken();
			finished = next.value.type === 'finish';
			if (finished) watchdog.stop();
			watchdog.suspend();
			yield withoutSecrets(next.value, deployment);
			watchdog.resume();
		}
	} catch (error) {
		throw ended === undefined ? toProviderFailure(error) : new ProviderFailure(ended);
	} finally {
		watchdog.stop();
		signal?.removeEventListener('abort', cancel);
		if (!finished) request.abort();
		inBackground('the end of a stream', async () => await events.return?.());
	}
}

/** A server may put what it was sent into the name of its model, which is shown and recorded. */
function withoutSecrets(event: ProviderEvent, { model, endpoint }: Deployment): ProviderEvent {
	if (event.type !== 'served_model' || event.model === model) return event;
	return { ...event, model: redactedModel(event.model, endpoint) };
}

function isToken(event: ProviderEvent): boolean {
	return event.type === 'text' || event.type === 'reasoning' || event.type === 'tool_call';
}

function prematureEnd(): ProviderFailure {
	return new ProviderFailure({
		kind: 'server',
		message: 'the stream ended before the answer was complete',
		reached: true,
	});
}

/** Adapters throw only `ProviderFailure`; anything else is a fault of ours and must not pass its text on. */
function toProviderFailure(error: unknown): ProviderFailure {
	if (error instanceof ProviderFailure) return error;
	return new ProviderFailure({
		kind: 'server',
		message: `the provider's adapter failed (${error instanceof Error ? error.name : typeof error})`,
		reached: true,
	});
}
