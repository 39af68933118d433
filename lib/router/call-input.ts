import type { ModelGroup } from '../types/deployment';
import type { ChatRequest } from '../types/routing';

/** One call on its way through the loop. */
export interface CallInput {
	callId: string;
	group: ModelGroup;
	request: ChatRequest;
	/**
	 * The caller wants the whole answer at once, so nothing is visible before the end and every failure may
	 * fail over. `discard` tells that what an attempt yielded is void.
	 */
	whole: boolean;
}
