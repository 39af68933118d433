import type { AnswerReader } from '../../../lib/providers/http/read-answer';
import type { ProviderEvent } from '../../../lib/types';

/** All events of an answer that came in these chunks; without `finish` where it is not complete. */
export function eventsOf<Chunk>(reader: AnswerReader<Chunk>, chunks: readonly Chunk[]): ProviderEvent[] {
	const read = chunks.flatMap((chunk) => reader.read(chunk));
	const end = reader.end();
	return end.complete ? [...read, ...end.events] : read;
}
