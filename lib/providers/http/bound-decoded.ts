import { MAX_ERROR_BODY_BYTES } from '../../bounds';
import { guarded, inBackground } from '../../guarded';
import type { ProviderFailure } from '../../types/failure';
import { runningAnswers, type AnswerBounds, type RunningAnswer } from './running-answers';

/** What is counted of a body that was read in part and then forgotten. */
const forgotten = new FinalizationRegistry<() => void>(guarded('the end of a forgotten answer', (leave) => leave()));

/**
 * The same response, if it is compressed with a bound on what its body decodes to: 1.5 GB fit into 1.5 MB. The
 * decompression runs on other threads, and goes no further than is read.
 */
export function boundDecoded(response: Response, bounds: AnswerBounds): Response {
	const { body, status, statusText, headers } = response;
	if (body === null || !headers.has('content-encoding')) return response;
	const bounded = response.ok ? boundAnswer(body, bounds) : boundErrorBody(body);
	return new Response(bounded, { status, statusText, headers });
}

function boundAnswer(body: ReadableStream<Uint8Array>, bounds: AnswerBounds): ReadableStream<Uint8Array> {
	const reader = body.getReader();
	const cancel = async (reason?: unknown): Promise<void> => await reader.cancel(reason).catch(() => undefined);
	let failure: ProviderFailure | undefined;
	const answer: RunningAnswer = runningAnswers.begin(bounds, (cut) => {
		failure = cut;
		inBackground('the end of an answer that is too large', cancel);
	});
	const leave = async (reason?: unknown): Promise<void> => {
		answer.end();
		await cancel(reason);
	};
	const bounded = new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const { value } = await reader.read().catch((error: unknown) => {
					answer.end();
					throw error;
				});
				if (value !== undefined) answer.add(value.length);
				else answer.end();
				if (failure !== undefined) throw failure;
				if (value === undefined) controller.close();
				else controller.enqueue(value);
			},
			cancel: leave,
		},
		{ highWaterMark: 0 },
	);
	forgotten.register(bounded, () => inBackground('the end of a forgotten answer', leave));
	return bounded;
}

/** Ends at its bound, or where it cannot be decoded, as if there were no more. */
function boundErrorBody(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
	const reader = body.getReader();
	let read = 0;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const { value } = await reader.read().catch(() => ({ value: undefined }));
				if (value !== undefined) controller.enqueue(value);
				read += value?.length ?? 0;
				if (value !== undefined && read < MAX_ERROR_BODY_BYTES) return;
				controller.close();
				void reader.cancel().catch(() => undefined);
			},
			cancel: async (reason) => await reader.cancel(reason),
		},
		{ highWaterMark: 0 },
	);
}
