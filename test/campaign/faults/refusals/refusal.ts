import type { ProviderName } from '../../../../lib/types/deployment';
import type { About, Fault, Stage } from '../fault';
import { END, head, json, write } from '../steps';

/** A refusal as a server words it. */
export interface Refusal {
	id: string;
	at?: readonly ProviderName[];
	status: number;
	/** Text is sent as a page or plain text. Absent: the protocol's own shape. */
	body?: (seen: Stage['seen'], model: string) => unknown;
	about: About;
	pending?: string;
}

export const COMPATIBLE = ['openai-compatible'] as const;
export const ANTHROPIC = ['anthropic'] as const;
export const OLLAMA = ['ollama'] as const;

export const openAi =
	(message: string, more: Record<string, unknown> = {}) =>
	() => ({
		error: { message, type: 'invalid_request_error', param: null, code: null, ...more },
	});
export const anthropic = (type: string, message: string) => () => ({ type: 'error', error: { type, message } });
export const ollama = (error: string) => () => ({ error });

export function toFault({ id, at, status, body, about, pending }: Refusal): Fault {
	const where = at === undefined ? '' : ` (${at.join(', ')})`;
	return {
		id: `refusal/${status} ${id}${where}`,
		at,
		play: ({ wire, seen, model }) => {
			const content = body === undefined ? wire.errorBody(status) : body(seen, model);
			const steps =
				typeof content === 'string'
					? [
							head(status, { 'content-type': content.startsWith('<') ? 'text/html' : 'text/plain' }),
							write(content),
							END,
						]
					: json(status, content);
			return { steps, text: null, about, pending };
		},
	};
}
