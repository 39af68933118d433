import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';

/** A sample stream as bytes on the wire. */
export function fixture(name: string): string {
	return readFileSync(path.join(__dirname, '../../../fixtures/anthropic', name), 'utf8');
}

/** The events of a sample stream, as the SDK hands them on. */
export function fixtureEvents(name: string): RawMessageStreamEvent[] {
	return [...fixture(name).matchAll(/^data: (.*)$/gm)].map(
		([, data]) => JSON.parse(data ?? '') as RawMessageStreamEvent,
	);
}
