import type { ProviderName } from './deployment';
import type { FailureKind } from './failure';
import type { UnitPrices } from './routing';

/** One attempt as the usage log keeps it. */
export interface UsageAttempt {
	/** `Deployment.id`, under which the state store knows it. */
	deploymentId?: string;
	deployment: string;
	provider: ProviderName;
	model: string;
	servedModel?: string;
	outcome: 'ok' | FailureKind;
	status?: number;
	message?: string;
	latencyMs: number;
	timeToFirstTokenMs?: number;
	inputTokens?: number;
	cachedTokens?: number;
	cacheWriteTokens?: number;
	outputTokens?: number;
	reasoningTokens?: number;
	costUsd?: number;
}

/**
 * One call in the usage log. Unknown is undefined here and NULL in a database, never 0.
 * Token and cost fields are sums over the attempts.
 */
export interface UsageRow {
	/** UUIDv7, the row's identity: writing it twice leaves one row. */
	callId: string;
	/** Epoch milliseconds at which the call began. */
	startedAtMs: number;
	group: string;
	/** The deployment that served; of a failed call, the last one tried; undefined when none was. */
	deployment?: string;
	/** Of `deployment`: its identity, under which the state store knows it. */
	deploymentId?: string;
	provider?: ProviderName;
	requestedModel?: string;
	servedModel?: string;
	status: 'ok' | 'error' | 'cancelled';
	errorClass?: string;
	inputTokens?: number;
	cachedTokens?: number;
	cacheWriteTokens?: number;
	outputTokens?: number;
	reasoningTokens?: number;
	/** undefined: unpriced. */
	costUsd?: number;
	unitPrices?: UnitPrices;
	/** Some of the token figures are ours, not a provider's. */
	estimated: boolean;
	latencyMs: number;
	timeToFirstTokenMs?: number;
	queueWaitMs: number;
	attemptCount: number;
	/** Only when there was more than one, or one that failed. */
	attempts?: UsageAttempt[];
	workflowId?: string;
	workflowName?: string;
	nodeName?: string;
	executionId?: string;
	tags?: Record<string, string>;
	/** Only when the user asked for it. */
	texts?: CallTexts;
}

/** What was said. Kept apart from the rows, since it is large, private, and kept for less long. */
export interface CallTexts {
	/** The messages as JSON, without the content of images and files. */
	prompt: string;
	/** Absent when there was none. */
	answer?: string;
	/** Epoch milliseconds from which on the texts are gone; the row stays. */
	keepUntilMs: number;
}
