import type { About, Fault } from '../fault';
import { ANTHROPIC_REFUSALS } from './anthropic-refusals';
import { COMPATIBLE_REFUSALS } from './compatible-refusals';
import { OLLAMA_REFUSALS } from './ollama-refusals';
import { OPENAI_REFUSALS } from './openai-refusals';
import { PROXY_REFUSALS } from './proxy-refusals';
import { toFault } from './refusal';

/** Statuses alone, in the shape of the protocol and with words that say nothing. */
const STATUSES: ReadonlyArray<[status: number, about: About]> = [
	[400, 'unknown'],
	[401, 'deployment'],
	[402, 'deployment'],
	[403, 'deployment'],
	[404, 'deployment'],
	[405, 'deployment'],
	[408, 'deployment'],
	[409, 'deployment'],
	[410, 'deployment'],
	[413, 'unknown'],
	[418, 'unknown'],
	[422, 'unknown'],
	[425, 'deployment'],
	[429, 'deployment'],
	[451, 'unknown'],
	[499, 'unknown'],
	[500, 'deployment'],
	[502, 'deployment'],
	[503, 'deployment'],
	[504, 'deployment'],
	[520, 'deployment'],
	[529, 'deployment'],
	[599, 'deployment'],
];

export const REFUSALS: Fault[] = [
	...[...OPENAI_REFUSALS, ...COMPATIBLE_REFUSALS, ...ANTHROPIC_REFUSALS, ...OLLAMA_REFUSALS, ...PROXY_REFUSALS].map(
		toFault,
	),
	...STATUSES.map(([status, about]) => toFault({ id: 'that says no more', status, about })),
];
