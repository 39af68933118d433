import type { IDataObject } from 'n8n-workflow';
import type { ChatAnswer } from '../../../lib';
import type { ReplyForm } from '../../shared/openai/read-request';
import { toChatCompletion } from '../../shared/openai/to-chat-completion';
import { toEventStream } from '../../shared/openai/to-event-stream';
import { roundMs } from '../../shared/round-ms';

export type AnswerForm =
	| {
			kind: 'own';
			simplify: boolean;
			/** A JSON schema was given: the parsed answer goes into the field `json`. */
			wantsJson: boolean;
	  }
	| { kind: 'openai'; reply: ReplyForm };

interface AnswerJson {
	json: IDataObject;
	/** Why the answer is not the JSON that was asked for. */
	jsonFault?: string;
}

/** An answer as an item's JSON. In our own form, what is unknown is null, so that the fields are always the same. */
export function answerToJson(answer: ChatAnswer, form: AnswerForm): AnswerJson {
	if (form.kind === 'own') return toOwnForm(answer, form);
	const { stream, includeUsage } = form.reply;
	const eventStream = stream ? { eventStream: toEventStream(answer, includeUsage) } : {};
	return { json: { ...toChatCompletion(answer), ...eventStream } };
}

function toOwnForm(answer: ChatAnswer, form: Extract<AnswerForm, { kind: 'own' }>): AnswerJson {
	const parsed = form.wantsJson ? parseAnswer(answer) : undefined;
	const json: IDataObject = {
		text: answer.text,
		...(parsed === undefined ? {} : { json: parsed.value as IDataObject[string] }),
		...(form.simplify ? simplified(answer) : complete(answer)),
	};
	return { json, jsonFault: parsed?.fault };
}

function simplified(answer: ChatAnswer): IDataObject {
	return {
		...(answer.toolCalls.length > 0 ? { toolCalls: toolCallsOf(answer) } : {}),
		model: answer.servedModel ?? answer.model,
		deployment: answer.routing.deployment ?? null,
		costUsd: answer.costUsd ?? null,
	};
}

function complete(answer: ChatAnswer): IDataObject {
	const { routing } = answer;
	return {
		...(answer.reasoning === undefined ? {} : { reasoning: answer.reasoning }),
		toolCalls: toolCallsOf(answer),
		finishReason: answer.finishReason,
		usage: {
			inputTokens: answer.usage.inputTokens ?? null,
			cachedTokens: answer.usage.cachedTokens ?? null,
			cacheWriteTokens: answer.usage.cacheWriteTokens ?? null,
			outputTokens: answer.usage.outputTokens ?? null,
			reasoningTokens: answer.usage.reasoningTokens ?? null,
			estimated: answer.usageEstimated,
		},
		costUsd: answer.costUsd ?? null,
		provider: answer.provider,
		model: answer.model,
		servedModel: answer.servedModel ?? null,
		routing: {
			callId: routing.callId,
			group: routing.group,
			deployment: routing.deployment ?? null,
			attempts: routing.attempts.map((attempt) => ({
				number: attempt.number,
				deployment: attempt.deployment,
				model: attempt.model,
				outcome: attempt.failure?.kind ?? 'ok',
				reason: attempt.failure?.message ?? null,
				status: attempt.failure?.status ?? null,
				latencyMs: roundMs(attempt.latencyMs),
				timeToFirstTokenMs: roundMs(attempt.timeToFirstTokenMs),
				queueWaitMs: roundMs(attempt.queueWaitMs),
				costUsd: attempt.costUsd ?? null,
			})),
			skipped: routing.skipped.map(({ deployment, reason }) => ({ deployment, reason })),
			queueWaitMs: roundMs(routing.queueWaitMs),
			latencyMs: roundMs(routing.latencyMs),
			timeToFirstTokenMs: roundMs(routing.timeToFirstTokenMs),
		},
	};
}

/** `arguments` is parsed where the model wrote valid JSON; where it did not, its text stands there as it is. */
function toolCallsOf(answer: ChatAnswer): IDataObject[] {
	return answer.toolCalls.map(({ id, name, arguments: text }) => ({
		id,
		name,
		arguments: (tryParse(text) ?? text) as IDataObject[string],
	}));
}

/** The call is paid for, so an answer that is no JSON is handed on as text, with `json` null and a hint. */
function parseAnswer(answer: ChatAnswer): { value: unknown; fault?: string } {
	const value = tryParse(withoutFence(answer.text));
	if (value !== undefined) return { value };
	const cut = answer.finishReason === 'length' ? ': it was cut at the maximum of output tokens' : '';
	return { value: null, fault: `the answer of ${answer.routing.deployment ?? answer.model} is not valid JSON${cut}` };
}

const FENCE = '```';

/** Small models like to wrap JSON in a Markdown code block, whatever the prompt says. Without a regular expression, which could take minutes for an answer of blank lines. */
function withoutFence(text: string): string {
	const block = text.trim();
	const firstLineEnd = block.indexOf('\n');
	if (!block.startsWith(FENCE) || !block.endsWith(FENCE) || firstLineEnd === -1) return text;
	const language = block.slice(FENCE.length, firstLineEnd).trim();
	return language === '' || language === 'json' ? block.slice(firstLineEnd + 1, -FENCE.length) : text;
}

function tryParse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
