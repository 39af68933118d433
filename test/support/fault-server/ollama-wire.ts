import { type Answer, piecesOf, usageOf } from './behaviour';
import { control, parsedOrText, token, type Frame, type Wire } from './wire';

const line = (data: unknown) => `${JSON.stringify(data)}\n`;

function toolCalls(answer: Answer): unknown[] {
	return (answer.toolCalls ?? []).map((call) => ({
		...(call.id !== undefined && { id: call.id }),
		function: { name: call.name, arguments: parsedOrText(call.arguments) },
	}));
}

function ending(answer: Answer): Record<string, unknown> {
	const usage = usageOf(answer);
	return {
		done: true,
		...(answer.finishReason !== 'none' && { done_reason: answer.finishReason ?? 'stop' }),
		total_duration: 5_000_000,
		load_duration: 1_000_000,
		...(usage && { prompt_eval_count: usage.input ?? 0, eval_count: usage.output ?? 0 }),
	};
}

function frames(answer: Answer, model: string): Frame[] {
	const head = { model: answer.servedModel ?? model, created_at: '2026-01-01T00:00:00Z' };
	const delta = (message: Record<string, unknown>) =>
		token(line({ ...head, message: { role: 'assistant', content: '', ...message }, done: false }));
	const calls = toolCalls(answer);
	return [
		...(answer.reasoning === undefined ? [] : [delta({ thinking: answer.reasoning })]),
		...piecesOf(answer).map((content) => delta({ content })),
		...(calls.length === 0 ? [] : [delta({ tool_calls: calls })]),
		...(answer.omitEnd
			? []
			: [control(line({ ...head, message: { role: 'assistant', content: '' }, ...ending(answer) }))]),
	];
}

function whole(answer: Answer, model: string): unknown {
	const calls = toolCalls(answer);
	return {
		model: answer.servedModel ?? model,
		created_at: '2026-01-01T00:00:00Z',
		message: {
			role: 'assistant',
			content: piecesOf(answer).join(''),
			...(answer.reasoning !== undefined && { thinking: answer.reasoning }),
			...(calls.length > 0 && { tool_calls: calls }),
		},
		...ending(answer),
	};
}

/** `/api/chat`, as a real Ollama answers it. */
export const ollamaWire: Wire = {
	streamContentType: 'application/x-ndjson',
	wantsStream: (body) => body.stream !== false,
	frames,
	whole,
	/** Ollama has no keep-alive frame; an empty line is what a proxy may add. */
	keepAlive: '\n',
	malformed: '{"model":"broken","message":{"role":"assist\n',
	errorFrame: (error) => line(error ?? { error: 'an error was encountered while running the model: CUDA error' }),
	errorBody: (status) => ({ error: `scripted status ${status}` }),
};
