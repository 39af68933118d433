import type { ProviderName } from '../../../lib/types/deployment';
import type { About, Fault, Script, Stage } from './fault';
import type { Step } from './steps';

export const fault = (id: string, play: (stage: Stage) => Script, at?: readonly ProviderName[]): Fault => ({
	id,
	play,
	at,
});

/** One after which no answer can be whole. */
export const stopping = (
	id: string,
	steps: (stage: Stage) => Step[],
	about?: About,
	at?: readonly ProviderName[],
): Fault => ({ id, play: (stage) => ({ steps: steps(stage), text: null, about }), at });

/** Those that speak OpenAI's protocol. */
export const CHAT_COMPLETIONS = ['openai', 'openai-compatible'] as const satisfies readonly ProviderName[];
/** Those whose streams are server-sent events. */
export const EVENTS = [...CHAT_COMPLETIONS, 'anthropic'] as const satisfies readonly ProviderName[];
