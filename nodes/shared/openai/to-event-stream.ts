import type { IDataObject } from 'n8n-workflow';
import type { ChatAnswer } from '../../../lib';
import { completionHead, toFinishReason, toToolCalls, toUsage } from './to-chat-completion';

/**
 * A whole answer as the server-sent events that OpenAI streams it in: role, reasoning, text, tool calls, the reason for the
 * end, the tokens where they are asked for and known, and `[DONE]`.
 */
export function toEventStream(answer: ChatAnswer, includeUsage: boolean): string {
	const head = { ...completionHead(answer), object: 'chat.completion.chunk' };
	const chunk = (delta: IDataObject, finishReason: string | null = null) => ({
		...head,
		choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
		...(includeUsage && { usage: null }),
	});
	const usage = includeUsage ? toUsage(answer) : undefined;
	const chunks: IDataObject[] = [
		chunk({ role: 'assistant', content: '', refusal: null }),
		...(answer.reasoning === undefined ? [] : [chunk({ reasoning_content: answer.reasoning })]),
		...(answer.text === '' ? [] : [chunk({ content: answer.text })]),
		...toToolCalls(answer).map((call, index) => chunk({ tool_calls: [{ index, ...call }] })),
		chunk({}, toFinishReason(answer)),
		...(usage === undefined ? [] : [{ ...head, choices: [], usage }]),
	];
	return [...chunks.map((event) => JSON.stringify(event)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}
