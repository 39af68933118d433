import { RoutedLlmError, type ErrorDetails } from '../errors';
import { takeContainedFaults } from '../guarded';
import type { CallNeeds } from '../policy/call-needs';
import type { CallPlan } from '../policy/call-plan';
import { UNSET_OUTPUT_TOKENS } from '../policy/token-estimate';
import type { Deployment } from '../types/deployment';
import type { Failure } from '../types/failure';
import type { Attempt, ChatAnswer, Hint, Skipped } from '../types/routing';
import type { UsageRow } from '../types/usage-row';
import * as errors from './call-errors';
import type { CallInput } from './call-input';
import {
	accessHint,
	containedFaultHint,
	coolingHint,
	damageHint,
	stateHint,
	unpricedHint,
	unusableCountsHint,
} from './hints';
import type { RouterParts } from './parts';
import type { AttemptResult } from './run-granted';
import { waitForTurn, type Turn } from './turn';
import { sumCost, toUsageRow } from './usage-record';
import type { Visible } from './visible';

/** What is remembered of one call while it runs, and its one usage row. */
export class Call {
	readonly attempts: Attempt[] = [];
	readonly skipped: Skipped[] = [];
	private readonly hints: Hint[] = [];
	private readonly startedAtMs: number;
	private readonly startedAtWallMs: number;
	/** When each attempt was granted, by the same clock as `startedAtMs`. */
	private readonly grantedAtMs: number[] = [];
	private lineMs = 0;
	private recorded = false;
	/** Why the state store promised less than was asked for, at some turn of this call. */
	private degraded?: string;
	/** The answer is made of more than one attempt's. */
	private continued = false;

	constructor(
		private readonly parts: RouterParts,
		private readonly input: CallInput,
		private readonly visible: Visible,
	) {
		this.startedAtMs = parts.clock.now();
		this.startedAtWallMs = parts.clock.wallMs();
	}

	get attemptId(): string {
		return `${this.input.callId}:${this.attempts.length + 1}`;
	}

	readonly nameOf = (key: string): string => {
		const { deployments, longCallDeployments } = this.input.group;
		const isMeant = ({ id }: Deployment) => id === key;
		return (deployments.find(isMeant) ?? longCallDeployments.find(isMeant))?.name ?? key;
	};

	deadlineLeftMs(): number {
		const activeMs = this.parts.clock.now() - this.startedAtMs - this.lineMs;
		return Math.max(0, this.input.group.deadlineMs - activeMs);
	}

	/** @param inputTokens our guess of the request's size */
	async turn(plan: CallPlan, inputTokens: number): Promise<Turn> {
		const { parts, input } = this;
		const maxOutputTokens = input.request.settings?.maxOutputTokens;
		const turn = await waitForTurn({
			...parts,
			callId: input.callId,
			attemptId: this.attemptId,
			group: input.group,
			plan,
			inputTokens,
			maxOutputTokens,
			tokens: inputTokens + (maxOutputTokens ?? UNSET_OUTPUT_TOKENS),
			startedByHand: input.request.startedByHand === true,
			waitedMs: this.lineMs,
			deadlineMs: this.deadlineLeftMs(),
			signal: input.request.signal,
		});
		this.lineMs += turn.lineMs;
		this.degraded ??= parts.store.degraded;
		this.hints.push(...damageHint(turn.damaged, this.nameOf));
		if (turn.kind === 'granted') {
			this.grantedAtMs.push(parts.clock.now());
			for (const skip of errors.toSkipped(turn.passed, this.nameOf))
				if (!this.skipped.some(({ deployment }) => deployment === skip.deployment)) this.skipped.push(skip);
			const hint = coolingHint(turn.passed, this.nameOf);
			if (hint !== undefined && !this.hints.some(({ code }) => code === 'cooling')) this.hints.push(hint);
		}
		return turn;
	}

	async finish(deployment: Deployment, result: Extract<AttemptResult, { kind: 'answered' }>): Promise<ChatAnswer> {
		const { attempt, answer } = result;
		const { visible } = this;
		this.hints.push(...unpricedHint(this.attempts));
		this.continued = visible.continues;
		await this.record('ok');
		return {
			text: visible.textBefore + answer.text,
			reasoning: answer.reasoning,
			toolCalls: answer.toolCalls,
			finishReason: answer.finishReason ?? 'other',
			usage: attempt.usage ?? {},
			usageEstimated: attempt.usageEstimated,
			costUsd: sumCost(this.attempts),
			provider: deployment.provider,
			model: deployment.model,
			servedModel: answer.servedModel,
			routing: {
				callId: this.input.callId,
				group: this.input.group.name,
				deployment: deployment.name,
				attempts: this.attempts,
				skipped: this.skipped,
				queueWaitMs: this.lineMs,
				latencyMs: this.parts.clock.now() - this.startedAtMs,
				timeToFirstTokenMs: this.timeToFirstTokenMs(),
				hints: this.hints,
			},
		};
	}

	cancelled(): RoutedLlmError {
		return new RoutedLlmError('cancelled', 'The call was cancelled.', this.details());
	}

	/** The request itself was refused, or the call's deadline ended it. */
	stopped(failure: Failure, attempt: Attempt, needs: CallNeeds): RoutedLlmError {
		if (failure.kind !== 'deadline') return errors.rejected(attempt, failure, needs, this.details(failure));
		return new RoutedLlmError(
			'deadline',
			`The call's deadline of ${this.input.group.deadlineMs / 1000} s is over while ${attempt.deployment} was answering. Raise the deadline, or use a faster deployment.`,
			this.details(failure),
		);
	}

	cut(failure: Failure): RoutedLlmError {
		return new RoutedLlmError(
			'stream_cut',
			`The answer was cut after a part of it had been shown: ${failure.message}.`,
			this.details(failure),
		);
	}

	/** Records the failed call. What is no error of ours is a fault of ours: its text is not passed on. */
	async fail(error: unknown): Promise<RoutedLlmError> {
		const known =
			error instanceof RoutedLlmError
				? error
				: new RoutedLlmError(
						'internal',
						`The call failed by a fault in the router (${error instanceof Error ? error.name : typeof error}). Please report it.`,
						// No attempt's failure is the reason.
						{ ...this.details(), failure: undefined, cause: error },
					);
		await this.record(known.code === 'cancelled' ? 'cancelled' : 'error', known.failureKind ?? known.code);
		return known;
	}

	/** The consumer left the loop before its end. */
	async abandon(): Promise<void> {
		await this.record('cancelled', 'cancelled');
	}

	details(failure = this.attempts.at(-1)?.failure): ErrorDetails {
		return {
			callId: this.input.callId,
			failure,
			attempts: this.attempts,
			skipped: this.skipped,
			partialText: this.visible.partialText,
			// The same list: a hint that comes with the recording is still to be added.
			hints: this.hints,
		};
	}

	private async record(status: UsageRow['status'], errorClass?: string): Promise<void> {
		if (this.recorded) return;
		this.recorded = true;
		this.hints.push(
			...accessHint(this.attempts),
			...unusableCountsHint(this.attempts),
			...stateHint(this.degraded),
			...containedFaultHint(takeContainedFaults()),
		);
		const row = toUsageRow({
			callId: this.input.callId,
			request: this.input.request,
			startedAtMs: this.startedAtWallMs,
			latencyMs: this.parts.clock.now() - this.startedAtMs,
			timeToFirstTokenMs: this.timeToFirstTokenMs(),
			queueWaitMs: this.lineMs,
			attempts: this.attempts,
			status,
			errorClass,
			answer: () => this.visible.shownText,
		});
		const hint = await this.parts.append(row);
		if (hint !== undefined) this.hints.push(hint);
	}

	/** From the call's beginning to the first token of the answer that was handed over. */
	private timeToFirstTokenMs(): number | undefined {
		const index = this.continued
			? this.attempts.findIndex(({ timeToFirstTokenMs }) => timeToFirstTokenMs !== undefined)
			: this.attempts.length - 1;
		const first = this.attempts[index];
		if (first?.timeToFirstTokenMs === undefined) return undefined;
		if (first.failure !== undefined && !this.continued) return undefined;
		return this.grantedAtMs[index]! - this.startedAtMs + first.timeToFirstTokenMs;
	}
}
