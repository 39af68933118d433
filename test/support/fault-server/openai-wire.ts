import { type Answer, piecesOf, usageOf } from './behaviour';
import { control, token, type Frame, type Wire } from './wire';

const sse = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

function usageBody(answer: Answer): unknown {
	const usage = usageOf(answer);
	if (usage === undefined) return undefined;
	const { input = 0, output = 0, cached = 0, reasoning = 0 } = usage;
	return {
		prompt_tokens: input,
		completion_tokens: output,
		total_tokens: input + output,
		prompt_tokens_details: { cached_tokens: cached },
		completion_tokens_details: { reasoning_tokens: reasoning },
	};
}

function finishReason(answer: Answer): string | null {
	if (answer.finishReason === 'none') return null;
	return answer.finishReason ?? (answer.toolCalls?.length ? 'tool_calls' : 'stop');
}

function frames(answer: Answer, model: string): Frame[] {
	const head = {
		id: 'chatcmpl-fault',
		object: 'chat.completion.chunk',
		created: 1_700_000_000,
		model: answer.servedModel ?? model,
	};
	const chunk = (delta: unknown, reason: string | null = null) =>
		sse({ ...head, choices: [{ index: 0, delta, finish_reason: reason }] });
	const usage = usageBody(answer);
	return [
		control(chunk({ role: 'assistant', content: '' })),
		...(answer.reasoning === undefined ? [] : [token(chunk({ reasoning_content: answer.reasoning }))]),
		...piecesOf(answer).map((content) => token(chunk({ content }))),
		...(answer.toolCalls ?? []).flatMap((call, index) => {
			const half = Math.ceil(call.arguments.length / 2);
			const start = {
				index,
				id: call.id ?? `call_${index}`,
				type: 'function',
				function: { name: call.name, arguments: '' },
			};
			const deltas = [call.arguments.slice(0, half), call.arguments.slice(half)];
			return [
				token(chunk({ tool_calls: [start] })),
				...deltas.map((text) => token(chunk({ tool_calls: [{ index, function: { arguments: text } }] }))),
			];
		}),
		...(answer.finishReason === 'none' ? [] : [control(chunk({}, finishReason(answer)))]),
		...(usage === undefined ? [] : [control(sse({ ...head, choices: [], usage }))]),
		...(answer.omitEnd ? [] : [control('data: [DONE]\n\n')]),
	];
}

function whole(answer: Answer, model: string): unknown {
	const calls = answer.toolCalls?.map((call, index) => ({
		id: call.id ?? `call_${index}`,
		type: 'function',
		function: { name: call.name, arguments: call.arguments },
	}));
	return {
		id: 'chatcmpl-fault',
		object: 'chat.completion',
		created: 1_700_000_000,
		model: answer.servedModel ?? model,
		choices: [
			{
				index: 0,
				message: {
					role: 'assistant',
					content: piecesOf(answer).join(''),
					reasoning_content: answer.reasoning,
					tool_calls: calls,
				},
				finish_reason: finishReason(answer),
			},
		],
		usage: usageBody(answer),
	};
}

/** Chat completions, as at api.openai.com. */
export const openAiWire: Wire = {
	streamContentType: 'text/event-stream; charset=utf-8',
	wantsStream: (body) => body.stream === true,
	frames,
	whole,
	keepAlive: ': keep-alive\n\n',
	malformed: 'data: {"id":"chatcmpl-fault","choices":[{"delta":{"content":"bro\n\n',
	errorFrame: (error) =>
		sse({ error: error ?? { message: 'The server had an error', type: 'server_error', code: null } }),
	errorBody: (status) => ({
		error: { message: `Scripted status ${status}`, type: 'scripted', param: null, code: null },
	}),
};
