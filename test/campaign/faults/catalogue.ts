import type { ProviderName } from '../../../lib/types/deployment';
import { CONNECTION_FAULTS } from './connection-faults';
import { ENDLESS_ANSWERS } from './endless-answers';
import { ERRORS_IN_STREAM } from './errors-in-stream';
import type { Fault } from './fault';
import { HTTP_ODDITIES } from './http-oddities';
import { LABELS } from './labels';
import { MALFORMED_ANSWERS } from './malformed-answers';
import { REFUSALS } from './refusals';
import { USAGES } from './usages';

/** Every fault that the campaign plays. */
export const CATALOGUE: ReadonlyMap<string, Fault> = new Map(
	[
		...REFUSALS,
		...CONNECTION_FAULTS,
		...MALFORMED_ANSWERS,
		...LABELS,
		...USAGES,
		...ERRORS_IN_STREAM,
		...ENDLESS_ANSWERS,
		...HTTP_ODDITIES,
	].map((fault) => [fault.id, fault]),
);

/** Ids of those that a server of this kind can play. */
export const faultsAt = (provider: ProviderName): string[] =>
	[...CATALOGUE.values()].filter(({ at }) => at === undefined || at.includes(provider)).map(({ id }) => id);

/** Connections that never come about are faults of a deployment, not of a request. */
export const NO_CONNECTION = { closed: 'connection/refused', plain: 'connection/no TLS' } as const;
