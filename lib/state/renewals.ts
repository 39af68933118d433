import type { RenewReply, RenewRequest } from './state-store';

/** The part of a renewal that is for one of two states. */
export function pickHeld(
	request: RenewRequest,
	hasAttempt: (attemptId: string) => boolean,
	hasTicket: (callId: string) => boolean,
): RenewRequest {
	return {
		...request,
		attempts: request.attempts.filter(({ attemptId }) => hasAttempt(attemptId)),
		tickets: request.tickets.filter(hasTicket),
	};
}

/** Only to see to queues. */
export const isEmpty = ({ attempts, tickets }: RenewRequest): boolean => attempts.length + tickets.length === 0;

/** What both states said, as one. */
export function joinReplies(replies: readonly RenewReply[]): RenewReply {
	const checks = replies.flatMap(({ checkQueueMs }) => checkQueueMs ?? []);
	return {
		wake: replies.flatMap(({ wake }) => wake),
		lost: replies.flatMap(({ lost }) => lost),
		...(checks.length > 0 && { checkQueueMs: Math.min(...checks) }),
	};
}
