import type { ProviderEvent } from '../../types/chat';

/**
 * Makes one event of pieces of text that follow one another, and of reasoning. For what arrived together: on its way up every event
 * costs as much as a long one.
 */
export function joinPieces(events: readonly ProviderEvent[]): readonly ProviderEvent[] {
	if (events.length < 2) return events;
	const joined: ProviderEvent[] = [];
	for (const event of events) {
		const last = joined.at(-1);
		if ((event.type === 'text' || event.type === 'reasoning') && last?.type === event.type)
			joined[joined.length - 1] = { type: event.type, text: last.text + event.text };
		else joined.push(event);
	}
	return joined;
}
