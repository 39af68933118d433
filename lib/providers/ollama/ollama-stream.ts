import { randomUUID } from 'node:crypto';
import type { FinishReason, ProviderEvent } from '../../types/chat';
import type { Attempt } from '../http/attempt';
import { END_GRACE_MS } from '../http/end-grace';
import { isRecord } from '../http/error-answer';
import { readJsonLines } from '../http/json-lines';
import { parseJson } from '../http/parse-json';
import { type AnswerReader, ENDED_EARLY, readAnswer } from '../http/read-answer';
import { assertToolCallCount } from '../http/tool-call-bound';
import { textOf } from '../text-of';
import { type OllamaCounts, toOllamaUsage } from './ollama-usage';

/** A line of the answer as it comes over the wire, which may lack what the package's types promise, or hold something else. */
export interface OllamaChunk extends OllamaCounts {
	model?: unknown;
	/** With `content`, `thinking`, and `tool_calls`, which have an `id` and a `function` with `name` and `arguments`. */
	message?: unknown;
	done?: unknown;
	done_reason?: unknown;
}

/** Reads a 200 answer, streamed or (from servers that ignore `stream`) whole, and ends with `finish` or throws. */
export function readOllamaAnswer({ body, headers }: Response, attempt: Attempt): AsyncGenerator<ProviderEvent> {
	const reader = createOllamaReader(() => `call_${randomUUID()}`);
	return readAnswer<string, OllamaChunk>(attempt, {
		reader,
		open: () =>
			body === null
				? ReadableStream.from<string[]>([])
				: readJsonLines(body, { host: attempt.host, graceMs: reader.graceMs }),
		parse(line) {
			// The answer is whole: what comes behind its last line is none of it.
			if (reader.finished) return undefined;
			const chunk = parsedLine(line, attempt);
			if (chunk.error !== undefined) throw attempt.reported({ body: chunk, headers });
			return chunk;
		},
	});
}

function parsedLine(line: string, attempt: Attempt): Record<string, unknown> {
	try {
		const parsed = parseJson(line, attempt.host);
		if (isRecord(parsed)) return parsed;
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
	}
	throw attempt.broken('sent a line that is no JSON');
}

/** Tool calls come whole; they get an id from `newId` where the server gives none (only newer ones do). */
export function createOllamaReader(newId: () => string): AnswerReader<OllamaChunk> {
	let callCount = 0;
	let servedModel: string | undefined;
	let finish: ProviderEvent | undefined;

	const nameModel = (model: string): ProviderEvent[] => {
		if (model === '' || model === servedModel) return [];
		servedModel = model;
		return [{ type: 'served_model', model }];
	};

	const toToolCall = (call: Record<string, unknown>): ProviderEvent => {
		const called = isRecord(call.function) ? call.function : {};
		assertToolCallCount(callCount + 1);
		return {
			type: 'tool_call',
			index: callCount++,
			id: textOf(call.id) || newId(),
			name: textOf(called.name),
			argumentsDelta: argumentsText(called.arguments),
		};
	};

	return {
		read({ model, message: sent, ...ending }) {
			const events = nameModel(textOf(model));
			const message = isRecord(sent) ? sent : {};
			const [thinking, content] = [textOf(message.thinking), textOf(message.content)];
			if (thinking !== '') events.push({ type: 'reasoning', text: thinking });
			if (content !== '') events.push({ type: 'text', text: content });
			if (Array.isArray(message.tool_calls)) events.push(...message.tool_calls.filter(isRecord).map(toToolCall));
			if (!ending.done) return events;
			const usage = toOllamaUsage(ending);
			if (usage !== undefined) events.push(usage);
			finish = toFinish(textOf(ending.done_reason), callCount > 0);
			return events;
		},
		get finished() {
			return finish !== undefined;
		},
		graceMs: () => (finish === undefined ? undefined : END_GRACE_MS),
		end: () => (finish === undefined ? ENDED_EARLY : { complete: true, events: [finish] }),
	};
}

/** Ollama says `stop` after tool calls too. `load` and `unload` end an answer that never began. */
function toFinish(reason: string, hasToolCalls: boolean): ProviderEvent {
	return { type: 'finish', reason: finishReason(reason, hasToolCalls), ...(reason !== '' && { raw: reason }) };
}

function finishReason(reason: string, hasToolCalls: boolean): FinishReason {
	if (reason === 'stop') return hasToolCalls ? 'tool_calls' : 'stop';
	return reason === 'length' ? 'length' : 'other';
}

/** An object as a rule; a text from servers in front of other models, passed on as the model wrote it. */
function argumentsText(args: unknown): string {
	return typeof args === 'string' ? args : JSON.stringify(args ?? {});
}
