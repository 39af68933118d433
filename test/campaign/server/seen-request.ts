import type { Script } from '../faults/fault';

/** A chat request as a server saw it, by the clock that the router uses. */
export interface SeenRequest {
	/** Index of the deployment in the case. */
	deployment: number;
	/** Of the call that sent it; undefined: its body never came whole. */
	call?: number;
	arrivedAtMs: number;
	/** The server had sent all of its answer. */
	answeredAtMs?: number;
	/** The connection, or its request, was over. */
	closedAtMs?: number;
	/** The client ended it before the answer was whole. */
	abandoned: boolean;
	/** Id of the fault, `none` for a right answer. */
	fault: string;
	script?: Omit<Script, 'steps'>;
	/** The text of a right answer, of which the script may send only a beginning. */
	planned: string;
	/** What the request says has been shown already, when it asks for the rest. */
	continues?: string;
	/** Tokens that the right answer says it took. */
	saidTokens: number;
}
