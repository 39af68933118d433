import { readMessages } from '../../../../lib/providers/anthropic/read-messages';
import type { ProviderEvent } from '../../../../lib/types';

async function read(events: readonly unknown[]): Promise<ProviderEvent[]> {
	const response = new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
	const read: ProviderEvent[] = [];
	for await (const event of readMessages(response, { host: 'host', reported: () => new Error('reported') }))
		read.push(event);
	return read;
}

describe("Anthropic's stream", () => {
	it('goes on after an event that is no object', async () => {
		const text = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } };
		const stop = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} };
		expect(await read([null, 5, 'ping', [], text, null, stop, { type: 'message_stop' }])).toEqual([
			{ type: 'text', text: 'Hi' },
			{ type: 'finish', reason: 'stop', raw: 'end_turn' },
		]);
	});
});
