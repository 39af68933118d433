import type { TokenUsage, ToolCall, FinishReason, GenerationSettings, Message, UnusableCount } from './chat';
import type { ProviderName } from './deployment';
import type { Failure } from './failure';

/** Where a call comes from; goes into the usage row as it is. */
export interface CallOrigin {
	workflowId?: string;
	workflowName?: string;
	nodeName?: string;
	executionId?: string;
}

/** What a workflow asks of the router. */
export interface ChatRequest {
	group: string;
	messages: Message[];
	settings?: GenerationSettings;
	/** Never reaches a cloud deployment, at no hop. */
	localOnly?: boolean;
	/** The user's own, for reports. */
	tags?: Record<string, string>;
	origin?: CallOrigin;
	/** Cancels the call: HTTP requests and waits end at once. */
	signal?: AbortSignal;
	/** The call was started by hand in the editor: deployments cooling for 401, 403 or 404 are tried all the same. */
	startedByHand?: boolean;
	/** What was said is kept with the usage row, for so long from the call's end. Absent: it is not kept. */
	keepTextsMs?: number;
}

/** One HTTP request to one deployment. */
export interface Attempt {
	/** 1 for the first. */
	number: number;
	deploymentId: string;
	deployment: string;
	provider: ProviderName;
	model: string;
	servedModel?: string;
	/** Epoch milliseconds. */
	startedAtMs: number;
	/** Until the answer was complete or the attempt failed. */
	latencyMs: number;
	timeToFirstTokenMs?: number;
	/** Time in line and in backoff before it. */
	queueWaitMs: number;
	/** It was the one request that decides whether a cooled deployment comes back. */
	probe: boolean;
	/** Absent: the attempt succeeded. */
	failure?: Failure;
	usage?: TokenUsage;
	/** The figures of `usage` are ours, not the provider's. */
	usageEstimated: boolean;
	/** Reported counts that cannot be right and are not in `usage`; absent when there were none. */
	unusableCounts?: readonly UnusableCount[];
	/** undefined: unpriced. */
	costUsd?: number;
	/** Prices the cost was computed with, USD per million tokens. */
	unitPrices?: UnitPrices;
}

export interface UnitPrices {
	inputPerMillion?: number;
	outputPerMillion?: number;
	cachedInputPerMillion?: number;
	cacheWritePerMillion?: number;
	source: 'deployment' | 'catalogue' | 'local';
}

/** A deployment that was not tried, and why, in a sentence. */
export interface Skipped {
	deployment: string;
	reason: string;
}

export const HINT_CODES = [
	'cooling',
	'unpriced',
	'access',
	'usage_row_lost',
	'usage_rows_waiting',
	'state_in_process',
	'state_damaged',
	'unusable_counts',
	'contained_fault',
] as const;
export type HintCode = (typeof HINT_CODES)[number];

/** Something the user should know although the call went on. */
export interface Hint {
	code: HintCode;
	message: string;
	/** Names of those it is about. Hints of one code about the same ones tell the same, whatever times their messages name. */
	deployments?: readonly string[];
}

export interface RoutingReport {
	/** UUIDv7. */
	callId: string;
	group: string;
	/** Name of the deployment that served, absent when none did. */
	deployment?: string;
	attempts: Attempt[];
	skipped: Skipped[];
	queueWaitMs: number;
	/** Of the whole call, time in line included. */
	latencyMs: number;
	timeToFirstTokenMs?: number;
	hints: Hint[];
}

export interface ChatAnswer {
	text: string;
	reasoning?: string;
	toolCalls: ToolCall[];
	finishReason: FinishReason;
	/** The serving attempt's usage. */
	usage: TokenUsage;
	usageEstimated: boolean;
	/** Sum over all attempts; undefined when one of them is unpriced. */
	costUsd?: number;
	provider: ProviderName;
	/** The model that was asked for, as configured on the deployment. */
	model: string;
	/** The model the provider says it used. */
	servedModel?: string;
	routing: RoutingReport;
}

/** What `router.stream()` yields. The last event is always `answer`; failures are thrown as `RoutedLlmError`. */
export type RouterEvent =
	| { type: 'text'; text: string }
	| { type: 'reasoning'; text: string }
	| { type: 'tool_call'; index: number; id?: string; name?: string; argumentsDelta: string }
	/**
	 * An attempt failed after it had yielded: everything since the last `discard` is void. In a stream that can be
	 * reasoning only, since text that the user has seen is never taken back.
	 */
	| { type: 'discard' }
	| { type: 'answer'; answer: ChatAnswer };
