import type { ProviderEvent } from '../../types/chat';

/**
 * Makes one event of pieces of text that follow one another, and of reasoning. For what arrived together: on its way up every event
 * costs as much as a long one.
 */
export function joinPieces(events: readonly ProviderEvent[]): readonly ProviderEvent[] {
	if (events.length < 2) return events;
	const joined: ProviderEvent[] = [];
	for (let at = 0; at < events.length;) {
		const event = events[at]!;
		if (event.type !== 'text' && event.type !== 'reasoning') {
			joined.push(event);
			at++;
			continue;
		}
		const from = at;
		while (events[at]?.type === event.type) at++;
		joined.push(at === from + 1 ? event : { type: event.type, text: joinTexts(events, from, at) });
	}
	return joined;
}

/** `join` makes one flat text; `+=` would keep every piece, with 32 bytes of its own for each. */
function joinTexts(events: readonly ProviderEvent[], from: number, to: number): string {
	const texts: string[] = [];
	for (const event of events.slice(from, to)) if ('text' in event) texts.push(event.text);
	return texts.join('');
}
