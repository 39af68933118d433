import { randomUUID } from 'node:crypto';
import type { ProviderEvent } from '../../types/chat';
import { isRecord } from '../http/error-answer';
import { assertToolCallCount } from '../http/tool-call-bound';

type ToolCallEvent = Extract<ProviderEvent, { type: 'tool_call' }>;

interface OpenCall {
	/** Its number, from 0. */
	index: number;
	/** The server's, when it gives one. */
	wireIndex?: number;
	wireId?: string;
	/** Undefined until the server has said it; what comes before is held back. */
	name?: string;
	/** Arguments not handed on yet. */
	held: string;
	hasArguments: boolean;
}

export interface OpenAiToolCallReader {
	readonly any: boolean;
	/** @throws ProviderFailure at more calls than are read of an answer */
	read(delta: unknown): ToolCallEvent[];
	/** Calls the server never named: handed on all the same, since they are part of the answer. */
	end(): ToolCallEvent[];
}

/**
 * Tells tool calls apart in streamed deltas, numbers them from 0 and gives each an id. OpenAI names index and id;
 * others leave out either (LM Studio's whole calls, Mistral), use index 0 for every call (Gemini) or invent a new
 * id for every delta (older vLLM). So: a delta with a name and another id, or with a name where arguments had
 * already begun and no index to go by, starts a call; every other delta continues one.
 */
export function createOpenAiToolCallReader(): OpenAiToolCallReader {
	const calls: OpenCall[] = [];
	/** The last call of each. */
	const byWireIndex = new Map<number, OpenCall>();
	const byWireId = new Map<string, OpenCall>();

	const continued = (wireIndex: number | undefined, wireId: string | undefined): OpenCall | undefined => {
		if (wireIndex !== undefined) return byWireIndex.get(wireIndex);
		return (wireId === undefined ? undefined : byWireId.get(wireId)) ?? calls.at(-1);
	};

	const open = (wireIndex: number | undefined, wireId: string | undefined): OpenCall => {
		assertToolCallCount(calls.length + 1);
		const call: OpenCall = { index: calls.length, wireIndex, wireId, held: '', hasArguments: false };
		calls.push(call);
		if (wireIndex !== undefined) byWireIndex.set(wireIndex, call);
		if (wireId !== undefined) byWireId.set(wireId, call);
		return call;
	};

	return {
		get any() {
			return calls.length > 0;
		},
		read(delta) {
			if (!isRecord(delta)) return [];
			const called = isRecord(delta.function) ? delta.function : {};
			const wireIndex = typeof delta.index === 'number' ? delta.index : undefined;
			const wireId = word(delta.id);
			const name = word(called.name);
			const text = argumentsText(called.arguments);

			let call = continued(wireIndex, wireId);
			if (call === undefined || startsAnother(call, { wireIndex, wireId, name })) call = open(wireIndex, wireId);
			call.held += text;
			call.hasArguments ||= text !== '';
			if (call.name === undefined) {
				if (name === undefined) return [];
				call.name = name;
				return [first(call, name)];
			}
			return text === '' ? [] : [{ type: 'tool_call', index: call.index, argumentsDelta: release(call) }];
		},
		end: () => calls.filter((call) => call.name === undefined).map((call) => first(call, '')),
	};
}

function first(call: OpenCall, name: string): ToolCallEvent {
	const id = call.wireId ?? `call_${randomUUID().replaceAll('-', '')}`;
	return { type: 'tool_call', index: call.index, id, name, argumentsDelta: release(call) };
}

function release(call: OpenCall): string {
	const text = call.held;
	call.held = '';
	return text;
}

function startsAnother(call: OpenCall, delta: { wireIndex?: number; wireId?: string; name?: string }): boolean {
	if (delta.name === undefined || call.name === undefined) return false;
	if (delta.wireId !== undefined) return delta.wireId !== call.wireId;
	return delta.wireIndex === undefined && (call.hasArguments || delta.name !== call.name);
}

function word(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Some servers send the arguments parsed. */
function argumentsText(value: unknown): string {
	if (typeof value === 'string') return value;
	return isRecord(value) ? JSON.stringify(value) : '';
}
