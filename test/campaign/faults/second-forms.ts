import type { ProviderName } from '../../../lib/types/deployment';
import { CHAT_COMPLETIONS } from './define';
import type { Fault } from './fault';
import { COMPATIBLE, OLLAMA, openAi } from './refusals/refusal';
import { json, rightAnswer } from './steps';

/** Refuses one field, and answers when it is gone. */
const refusingField = (id: string, at: readonly ProviderName[], field: string, message: string): Fault => ({
	id: `second form/${id}`,
	at,
	play: (stage) =>
		field in stage.body
			? {
					steps: json(400, stage.provider === 'ollama' ? { error: message } : openAi(message)()),
					text: null,
					asksForSecondForm: true,
				}
			: { steps: rightAnswer(stage), text: stage.text, countsTruly: true },
});

/** Servers that answer once the request has the form that they ask for. */
export const SECOND_FORMS: Fault[] = [
	refusingField(
		'stream_options',
		COMPATIBLE,
		'stream_options',
		'Unrecognized request argument supplied: stream_options',
	),
	refusingField(
		'reasoning_effort',
		CHAT_COMPLETIONS,
		'reasoning_effort',
		"Unsupported parameter: 'reasoning_effort' is not supported with this model.",
	),
	refusingField('think', OLLAMA, 'think', '"tiny" does not support thinking'),
];
