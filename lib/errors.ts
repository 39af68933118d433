import type { Failure, FailureKind } from './types/failure';
import type { Attempt, Hint, Skipped } from './types/routing';

/** Why a call ended without an answer, or never began. `docs/errors.md` says what to do about each. */
export const ERROR_CODES = [
	/** The configuration has faults; see `ConfigError.faults`. */
	'config',
	'unknown_group',
	/** The request asks nothing: no message, or only blank ones of the user's. */
	'invalid_request',
	/** Every deployment was left out before the first attempt; see `skipped`. */
	'no_deployment',
	/** Every attempt failed; see `attempts`. */
	'all_failed',
	/** The request would fail everywhere (400, content policy, too long); see `failure`. */
	'rejected',
	/** A streamed answer was cut after the user had seen a part of it. */
	'stream_cut',
	/** The longest wait in line is over. */
	'queue_timeout',
	/** All deployments are cooling or limited for longer than the call may wait; see `retryAfterMs`. */
	'unavailable',
	/** The call's total deadline is over, or what is left of it is too short for the next attempt. */
	'deadline',
	'cancelled',
	/** A fault of this package's own. */
	'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorDetails {
	callId?: string;
	failure?: Failure;
	attempts?: Attempt[];
	skipped?: Skipped[];
	hints?: Hint[];
	/** The answer as far as it had been streamed when the call failed. */
	partialText?: string;
	/** When it makes sense to try again, from now. */
	retryAfterMs?: number;
	cause?: unknown;
}

/**
 * The one family of errors that `lib` throws. The message says what happened and what to do; nothing in it or
 * in its fields holds a key, a header or a prompt (`partialText` holds the answer's beginning).
 */
export class RoutedLlmError extends Error {
	readonly callId?: string;
	/** The failure that decided, usually the last attempt's. */
	readonly failure?: Failure;
	readonly attempts: readonly Attempt[];
	readonly skipped: readonly Skipped[];
	readonly hints: readonly Hint[];
	readonly partialText?: string;
	readonly retryAfterMs?: number;

	constructor(
		readonly code: ErrorCode,
		message: string,
		details: ErrorDetails = {},
	) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = 'RoutedLlmError';
		this.callId = details.callId;
		this.failure = details.failure;
		this.attempts = details.attempts ?? [];
		this.skipped = details.skipped ?? [];
		this.hints = details.hints ?? [];
		this.partialText = details.partialText;
		this.retryAfterMs = details.retryAfterMs;
	}

	/** Kind of the deciding failure, for those who group errors. */
	get failureKind(): FailureKind | undefined {
		return this.failure?.kind;
	}
}

/** One fault in a configuration: where it stands, and in one sentence what was found and how to mend it. */
export interface ConfigFault {
	/** `['groups', 'chat', 'deployments', 1, 'rpm']`: the second deployment of the group `chat`. */
	path: Array<string | number>;
	message: string;
}

/** A configuration that was refused, with every fault at once. */
export class ConfigError extends RoutedLlmError {
	constructor(readonly faults: readonly ConfigFault[]) {
		super(
			'config',
			faults.length === 1
				? `The configuration has a fault: ${describe(faults[0]!)}`
				: `The configuration has ${faults.length} faults:\n${faults.map((fault) => `- ${describe(fault)}`).join('\n')}`,
		);
		this.name = 'ConfigError';
	}
}

function describe(fault: ConfigFault): string {
	return fault.path.length === 0 ? fault.message : `${formatPath(fault.path)}: ${fault.message}`;
}

/** `groups.chat.deployments[1].rpm` */
export function formatPath(path: ReadonlyArray<string | number>): string {
	return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}
