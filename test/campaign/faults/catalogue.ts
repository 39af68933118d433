import type { ProviderName } from '../../../lib/types/deployment';
import { CONNECTION_FAULTS } from './connection-faults';
import { ECHOES } from './echoes';
import { ENDLESS_ANSWERS } from './endless-answers';
import { ERRORS_IN_STREAM } from './errors-in-stream';
import type { Fault } from './fault';
import { HTTP_ODDITIES } from './http-oddities';
import { LABELS } from './labels';
import { MALFORMED_ANSWERS } from './malformed-answers';
import { REFUSALS } from './refusals/refusals';
import { RETRY_AFTERS } from './retry-afters';
import { SECOND_FORMS } from './second-forms';
import { USAGES } from './usages';

/** Every fault that the campaign plays. */
export const CATALOGUE: ReadonlyMap<string, Fault> = new Map(
	[
		...REFUSALS,
		...RETRY_AFTERS,
		...SECOND_FORMS,
		...CONNECTION_FAULTS,
		...MALFORMED_ANSWERS,
		...LABELS,
		...USAGES,
		...ERRORS_IN_STREAM,
		...ENDLESS_ANSWERS,
		...HTTP_ODDITIES,
		...ECHOES,
	].map((fault) => [fault.id, fault]),
);

/** Beginnings of ids, to play some faults alone; none: all are played. */
export type Focus = readonly string[];

/** Ids of those in focus. */
export const faultsIn = (focus: Focus): string[] =>
	[...CATALOGUE.keys()].filter((id) => focus.length === 0 || focus.some((beginning) => id.startsWith(beginning)));

/** A refused key, an unknown model and the like are not asked for again within a case. */
export const isPlayedOnce = (id: string): boolean =>
	/^(redirect|refusal\/40[1-5]|refusal\/410|status\/30|refusal\/429 (quota|usage)|refusal\/400 credit)/.test(id);

/** Whether a server of this kind can play it. */
export const canPlay = (provider: ProviderName, id: string): boolean => {
	const { at } = CATALOGUE.get(id)!;
	return at === undefined || at.includes(provider);
};

/** Connections that never come about are faults of a deployment, not of a request. */
export const NO_CONNECTION = { closed: 'connection/refused', plain: 'connection/no TLS' } as const;
