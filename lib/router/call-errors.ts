import type { ErrorDetails } from '../errors';
import { RoutedLlmError } from '../errors';
import { sayAbilities } from '../policy/abilities';
import type { CallNeeds } from '../policy/call-needs';
import type { CallPlan } from '../policy/call-plan';
import { sayDuration } from '../policy/say-cooling';
import type { NotAdmitted } from '../state/state-store';
import type { ModelGroup } from '../types/deployment';
import type { Failure } from '../types/failure';
import type { Attempt, Skipped } from '../types/routing';
import { sayWhyNotAdmitted } from './reasons';
import type { Turn } from './turn';

/** One that is too long for all fails as if a provider had said so. */
export function nothingAble(
	group: ModelGroup,
	needs: CallNeeds,
	{ skipped, tooLong }: Pick<CallPlan, 'skipped' | 'tooLong'>,
	details: ErrorDetails,
): RoutedLlmError {
	const abilities = sayAbilities(needs);
	const which = abilities === undefined ? '' : `, which needs ${abilities}`;
	const advice = needs.localOnly
		? `Nothing local is left: add a local deployment that can, or allow cloud deployments for ${group.localOnly ? 'the model group' : 'this call'}.`
		: 'Add a deployment that can, or correct the settings of one that does.';
	return new RoutedLlmError(
		'no_deployment',
		`No deployment of the model group "${group.name}" can serve this call${which}. ${listReasons(skipped)} ${advice}`,
		tooLong ? { ...details, failure: TOO_LONG } : details,
	);
}

const TOO_LONG: Failure = {
	kind: 'context_window',
	message: 'the request is longer than every context window',
	reached: false,
};

export function allFailed(
	group: ModelGroup,
	{ localOnly }: CallNeeds,
	attempts: readonly Attempt[],
	details: ErrorDetails,
): RoutedLlmError {
	const lead =
		attempts.length === 1
			? `The only attempt in the model group "${group.name}" failed`
			: `All ${attempts.length} attempts in the model group "${group.name}" failed`;
	return new RoutedLlmError(
		'all_failed',
		`${lead}: ${listAttempts(attempts)}.${localOnly ? NOTHING_LOCAL : ''}`,
		details,
	);
}

/** For a call that may not go to the cloud. */
const NOTHING_LOCAL = ' Nothing local is left; no cloud deployment was tried, since the call is marked local only.';

export function rejected(
	attempt: Attempt,
	failure: Failure,
	{ localOnly }: CallNeeds,
	details: ErrorDetails,
): RoutedLlmError {
	const advice = {
		context_window: ' Shorten the prompt, or add a deployment with a larger context window.',
		content_policy: ' Change the prompt, or let the group fail over on refusals.',
		bad_request: ' It would fail on every deployment, so no other was tried; correct the request.',
	} as Partial<Record<Failure['kind'], string>>;
	const local = localOnly && failure.kind === 'context_window' ? NOTHING_LOCAL : '';
	return new RoutedLlmError(
		'rejected',
		`${attempt.deployment} refused the request: ${withoutFullStop(failure.message)}.${advice[failure.kind] ?? ''}${local}`,
		details,
	);
}

/** For a call that was never granted a deployment. */
export function notServed(
	group: ModelGroup,
	turn: Extract<Turn, { kind: 'refused' | 'too_far' | 'queue_timeout' | 'deadline' }>,
	{ localOnly }: CallNeeds,
	nameOf: (key: string) => string,
	details: ErrorDetails,
): RoutedLlmError {
	const name = `The model group "${group.name}"`;
	const trail = trailOf(details) + (localOnly ? NOTHING_LOCAL : '');
	switch (turn.kind) {
		case 'deadline':
			return new RoutedLlmError(
				'deadline',
				`${name} may be asked again only in ${sayDuration(turn.availableInMs)}, which is beyond the call's deadline. Try again then, raise the deadline, or add a deployment.${trail}`,
				{ ...details, retryAfterMs: turn.availableInMs },
			);
		case 'too_far':
			return new RoutedLlmError(
				'unavailable',
				`${name} has nothing available for another ${sayDuration(turn.availableInMs)}, longer than the longest queue wait. ${listReasons(toSkipped(turn.reasons, nameOf))} Try again then, or add a deployment.${trail}`,
				{ ...details, retryAfterMs: turn.availableInMs },
			);
		case 'queue_timeout':
			return new RoutedLlmError(
				'queue_timeout',
				`The call stood in line for the model group "${group.name}" for ${sayDuration(turn.lineMs)} and its longest queue wait is over. ${listReasons(toSkipped(turn.reasons, nameOf))} Raise the limits or the longest queue wait, or add a deployment.${trail}`,
				{ ...details, retryAfterMs: turn.availableInMs },
			);
		case 'refused':
			return new RoutedLlmError(
				'unavailable',
				`${name} has no deployment that may serve this call. ${listReasons(toSkipped(turn.reasons, nameOf))}${trail}`,
				details,
			);
	}
}

export function toSkipped(reasons: readonly NotAdmitted[], nameOf: (key: string) => string): Skipped[] {
	return reasons.map((reason) => ({ deployment: nameOf(reason.key), reason: sayWhyNotAdmitted(reason) }));
}

function trailOf({ attempts }: ErrorDetails): string {
	return attempts === undefined || attempts.length === 0 ? '' : ` Tried before: ${listAttempts(attempts)}.`;
}

function listAttempts(attempts: readonly Attempt[]): string {
	return attempts
		.map(
			({ number, deployment, failure }) =>
				`${number}. ${deployment}: ${failure === undefined ? 'ok' : withoutFullStop(failure.message)}`,
		)
		.join('; ');
}

function listReasons(skipped: readonly Skipped[]): string {
	return skipped.map(({ deployment, reason }) => `${deployment}: ${reason}.`).join(' ');
}

function withoutFullStop(text: string): string {
	return text.replace(/[.\s]+$/, '');
}
