import type { ChatRequest, RouterEvent } from '../types/routing';

/**
 * A stream that ends its call as soon as its consumer leaves, also while the next event is still awaited: a plain
 * generator would hear of it only with that event.
 */
export function streamUntilLeft(
	request: ChatRequest,
	start: (request: ChatRequest) => AsyncGenerator<RouterEvent, void, void>,
): AsyncGenerator<RouterEvent, void, void> {
	const left = new AbortController();
	const signal = request.signal === undefined ? left.signal : AbortSignal.any([request.signal, left.signal]);
	const events = start({ ...request, signal });
	const leave = async (): Promise<IteratorResult<RouterEvent, void>> => {
		left.abort();
		return await events.return();
	};
	return {
		next: async () => await events.next(),
		return: leave,
		throw: async (error: unknown) => {
			left.abort();
			return await events.throw(error);
		},
		[Symbol.asyncIterator]() {
			return this;
		},
		[Symbol.asyncDispose]: async () => void (await leave()),
	};
}
