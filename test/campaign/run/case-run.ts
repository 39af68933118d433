import type { RoutedLlmError } from '../../../lib/errors';
import type { DeploymentState } from '../../../lib/state/state-store';
import type { Deployment } from '../../../lib/types/deployment';
import type { ChatAnswer, RouterEvent } from '../../../lib/types/routing';
import type { UsageRow } from '../../../lib/types/usage-row';
import type { Case, DrawnCall } from '../case';
import type { SeenRequest } from '../server/seen-request';

/** A case after it was played, as everything around the router saw it. */
export interface CaseRun {
	drawn: Case;
	calls: CallRun[];
	/** In order of arrival. */
	requests: SeenRequest[];
	/** Paths that no client should ask for. */
	strays: string[];
	/** As the gate handed them out, in the order of the case. */
	deployments: Deployment[];
	rows: UsageRow[];
	/** The longest that this process did nothing else while the case ran: nothing can be held to less. */
	lagMs: number;
	/** The shared state was given up for a while, so that limits held per router. */
	degraded: boolean;
	left: Leftovers;
}

export interface CallRun {
	drawn: DrawnCall;
	/** By the clock that the router uses. */
	startedAtMs: number;
	endedAtMs: number;
	cancelledAtMs?: number;
	ending: Ending;
	/** What a stream yielded. */
	events: RouterEvent[];
	/** What the consumer spent on its own. */
	consumerMs: number;
	/** Anything that came behind the end. */
	behindTheEnd?: string;
	/** Listeners that the call left on its caller's signal. */
	listenersLeft: number;
}

export type Ending =
	| { kind: 'answered'; answer: ChatAnswer }
	| { kind: 'failed'; error: RoutedLlmError }
	/** The consumer left the loop. */
	| { kind: 'left' }
	/** What was thrown is none of the library's errors. */
	| { kind: 'broke'; error: unknown }
	/** It had not ended long after it should have. */
	| { kind: 'never ended' };

/** What is still there when all calls have ended and a moment has passed. */
export interface Leftovers {
	states: DeploymentState[];
	openRequests: number;
	/** Timers of the routers' clocks, after the routers were closed. */
	timers: number;
	wakeUps: number;
}
