import { type Answer, piecesOf, usageOf } from './behaviour';
import { control, parsedOrText, token, type Frame, type Wire } from './wire';

const event = (type: string, data: Record<string, unknown>) =>
	`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

/** `input_tokens` excludes what was read from or written to the cache. */
function inputUsage(answer: Answer): Record<string, number> {
	const { input = 0, cached = 0, cacheWrite = 0 } = usageOf(answer) ?? {};
	return { input_tokens: input, cache_read_input_tokens: cached, cache_creation_input_tokens: cacheWrite };
}

function stopReason(answer: Answer): string | null {
	if (answer.finishReason === 'none') return null;
	return answer.finishReason ?? (answer.toolCalls?.length ? 'tool_use' : 'end_turn');
}

function block(index: number, start: unknown, deltas: unknown[]): Frame[] {
	return [
		control(event('content_block_start', { index, content_block: start })),
		...deltas.map((delta) => token(event('content_block_delta', { index, delta }))),
		control(event('content_block_stop', { index })),
	];
}

function frames(answer: Answer, model: string): Frame[] {
	const usage = usageOf(answer);
	const blocks: Array<[start: unknown, deltas: unknown[]]> = [];
	if (answer.reasoning !== undefined) {
		blocks.push([
			{ type: 'thinking', thinking: '', signature: '' },
			[{ type: 'thinking_delta', thinking: answer.reasoning }],
		]);
	}
	const pieces = piecesOf(answer);
	if (pieces.length > 0)
		blocks.push([{ type: 'text', text: '' }, pieces.map((text) => ({ type: 'text_delta', text }))]);
	for (const [index, call] of (answer.toolCalls ?? []).entries()) {
		const half = Math.ceil(call.arguments.length / 2);
		const parts = [call.arguments.slice(0, half), call.arguments.slice(half)];
		blocks.push([
			{ type: 'tool_use', id: call.id ?? `toolu_${index}`, name: call.name, input: {} },
			parts.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
		]);
	}
	const message = {
		id: 'msg_fault',
		type: 'message',
		role: 'assistant',
		model: answer.servedModel ?? model,
		content: [],
		stop_reason: null,
		stop_sequence: null,
		...(usage && { usage: { ...inputUsage(answer), output_tokens: 1 } }),
	};
	return [
		control(event('message_start', { message })),
		...blocks.flatMap(([start, deltas], index) => block(index, start, deltas)),
		control(
			event('message_delta', {
				delta: { stop_reason: stopReason(answer), stop_sequence: null },
				...(usage && { usage: { output_tokens: usage.output ?? 0 } }),
			}),
		),
		...(answer.omitEnd ? [] : [control(event('message_stop', {}))]),
	];
}

function whole(answer: Answer, model: string): unknown {
	const usage = usageOf(answer);
	const text = piecesOf(answer).join('');
	return {
		id: 'msg_fault',
		type: 'message',
		role: 'assistant',
		model: answer.servedModel ?? model,
		content: [
			...(answer.reasoning === undefined ? [] : [{ type: 'thinking', thinking: answer.reasoning, signature: '' }]),
			...(text === '' ? [] : [{ type: 'text', text }]),
			...(answer.toolCalls ?? []).map((call, index) => ({
				type: 'tool_use',
				id: call.id ?? `toolu_${index}`,
				name: call.name,
				input: parsedOrText(call.arguments),
			})),
		],
		stop_reason: stopReason(answer),
		stop_sequence: null,
		...(usage && { usage: { ...inputUsage(answer), output_tokens: usage.output ?? 0 } }),
	};
}

/** Messages, as at api.anthropic.com. */
export const anthropicWire: Wire = {
	streamContentType: 'text/event-stream; charset=utf-8',
	wantsStream: (body) => body.stream === true,
	frames,
	whole,
	keepAlive: event('ping', {}),
	malformed: 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_del\n\n',
	errorFrame: (error) => event('error', { error: error ?? { type: 'overloaded_error', message: 'Overloaded' } }),
	errorBody: (status) => ({ type: 'error', error: { type: 'scripted', message: `Scripted status ${status}` } }),
};
