import type { Message } from '../../../lib/types/chat';
import { startRouted, type Routed } from '../../support/routed';

let routed: Routed;

beforeEach(async () => {
	routed = await startRouted([{}]);
});
afterEach(async () => {
	await routed.close();
});

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const system: Message = { role: 'system', text: 'Be brief.' };
const called: Message = { role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] };
const result: Message = { role: 'tool', toolCallId: 'c1', toolName: 'look', text: '' };

describe('a call that asks nothing', () => {
	it.each<[string, Message[]]>([
		['no message', []],
		['blank text', [user(' \n')]],
		['blank text beside a system message', [system, user('')]],
		['a user message without content', [{ role: 'user', content: [] }]],
	])('is refused before any request: %s', async (_, messages) => {
		await expect(routed.ask('', { messages })).rejects.toMatchObject({ code: 'invalid_request' });
		expect(routed.servers[0]!.requests).toHaveLength(0);
	});

	it.each<[string, Message[]]>([
		[
			'an image without a word',
			[{ role: 'user', content: [{ type: 'image', mediaType: 'image/png', dataBase64: 'iVBO' }] }],
		],
		['a tool result', [user(' '), called, result]],
		['a question before a blank message', [user('Hi'), user(' ')]],
		['a system message alone', [system]],
	])('is not taken for one: %s', async (_, messages) => {
		expect((await routed.ask('', { messages })).text).toContain('Hello');
	});
});
