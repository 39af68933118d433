import type { DeploymentInput, GroupInput } from '../../lib/config/input';
import type { ProviderName } from '../../lib/types/deployment';

/** One model group with a few calls, drawn from a seed and a number alone. */
export interface Case {
	seed: number;
	number: number;
	store: 'memory' | 'redis';
	/** Routers that share the state, as processes do. */
	routers: number;
	/** Settings of the group `chat`. */
	group: Omit<GroupInput, 'deployments'>;
	/** In the order of the configuration; those of `more` come behind, through `fallbacks`. */
	deployments: DrawnDeployment[];
	calls: DrawnCall[];
	planted: Planted;
}

/** What must not be seen in an error, a log line or a usage row. */
export interface Planted {
	/** One a deployment. */
	apiKeys: string[];
	/** Of a custom header. */
	headerToken: string;
	/** A word in every prompt. */
	promptWord: string;
}

/**
 * `healthy`: always answers; `flaky`: plays a fault now and then; `broken`: plays one fault always; `closed`: nobody listens
 * at its port; `plain`: it is asked for TLS and does not speak it.
 */
export type Temper = 'healthy' | 'flaky' | 'broken' | 'closed' | 'plain';

export interface DrawnDeployment {
	provider: ProviderName;
	group: 'chat' | 'more';
	settings: Omit<DeploymentInput, 'provider' | 'baseUrl' | 'apiKey' | 'headers'>;
	temper: Temper;
	/** Ids from the catalogue; empty where none is played. */
	faults: string[];
}

export interface DrawnCall {
	number: number;
	/** After the case's start. */
	startMs: number;
	router: number;
	consumer: Consumer;
	/** After the call's start; 0: before it. */
	cancelMs?: number;
	localOnly: boolean;
	startedByHand: boolean;
	tools: boolean;
	reasoningEffort?: 'low' | 'high';
	maxOutputTokens?: number;
	/** Of the prompt, beyond the words that every prompt has. */
	promptLength: number;
}

export type Consumer =
	/** The answer as a whole. */
	| { kind: 'waits' }
	| { kind: 'reads' }
	/** Takes its time after every event. */
	| { kind: 'slow'; pauseMs: number }
	/** Leaves the loop after so many events. */
	| { kind: 'leaves'; events: number };

/** Where the same draws come from again, apart for everything that draws: a replay must not depend on the order of requests. */
export const CHANCE_OF = { case: 1, router: 2, request: 3, deck: 4 } as const;
