import type { Message } from '../types/chat';

/** A repeated end must be at least this long: shorter ones happen by chance. */
const SHORTEST_REPEAT = 20;
/** Models repeat a sentence, or a paragraph. What is longer is taken for the answer: looking for it takes its length squared. */
const LONGEST_REPEAT = 10_000;

/**
 * The conversation with which another deployment carries on a broken answer. The partial answer stands as the
 * assistant's turn, followed by a request to go on: newer models refuse a prefilled assistant turn at the end.
 */
export function continuationMessages(messages: readonly Message[], partialText: string): Message[] {
	return [
		...messages,
		{ role: 'assistant', text: partialText },
		{
			role: 'user',
			content: [
				{
					type: 'text',
					text: 'Your answer was cut off. Continue it exactly where it stopped, in the same language and format. Do not repeat anything and do not comment on the interruption.',
				},
			],
		},
	];
}

/**
 * True while `start`, the beginning of a continuation, might still grow into a repetition of the end of
 * `partialText`, so that it should be held back.
 */
export function mayBeRepeating(partialText: string, start: string): boolean {
	if (start.length > LONGEST_REPEAT) return false;
	const at = partialText.indexOf(start);
	return at >= 0 && at + start.length < partialText.length;
}

/** `start` without what it repeats of the end of `partialText`, when that is 20 to 10,000 characters. */
export function dropRepeatedEnd(partialText: string, start: string): string {
	for (let length = Math.min(partialText.length, start.length, LONGEST_REPEAT); length >= SHORTEST_REPEAT; length -= 1)
		if (partialText.endsWith(start.slice(0, length))) return start.slice(length);
	return start;
}
