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

/**
 * Tells tool calls apart in streamed deltas, numbers them from 0 and gives each an id. OpenAI names index and id;
 * others leave out either (LM Studio's whole calls, Mistral), use index 0 for every call (Gemini) or invent a new
 * id for every delta (older vLLM). So: a delta with a name and another id, or with a name where arguments had
 * already begun and no index to go by, starts a call; every other delta continues one.
 */
export class ToolCallDeltas {
	private readonly calls: OpenCall[] = [];
	/** The last call of each. */
	private readonly byWireIndex = new Map<number, OpenCall>();
	private readonly byWireId = new Map<string, OpenCall>();

	get any(): boolean {
		return this.calls.length > 0;
	}

	/** @throws ProviderFailure at more calls than are read of an answer */
	read(delta: unknown): ToolCallEvent[] {
		if (!isRecord(delta)) return [];
		const called = isRecord(delta.function) ? delta.function : {};
		const wireIndex = typeof delta.index === 'number' ? delta.index : undefined;
		const wireId = word(delta.id);
		const name = word(called.name);
		const text = argumentsText(called.arguments);

		let call = this.continued(wireIndex, wireId);
		if (call === undefined || startsAnother(call, { wireIndex, wireId, name })) {
			call = this.open(wireIndex, wireId);
		}
		call.held += text;
		call.hasArguments ||= text !== '';
		if (call.name === undefined) {
			if (name === undefined) return [];
			call.name = name;
			return [this.first(call, name)];
		}
		return text === '' ? [] : [{ type: 'tool_call', index: call.index, argumentsDelta: this.release(call) }];
	}

	/** Calls the server never named: handed on all the same, since they are part of the answer. */
	end(): ToolCallEvent[] {
		return this.calls.filter((call) => call.name === undefined).map((call) => this.first(call, ''));
	}

	private open(wireIndex: number | undefined, wireId: string | undefined): OpenCall {
		assertToolCallCount(this.calls.length + 1);
		const call: OpenCall = { index: this.calls.length, wireIndex, wireId, held: '', hasArguments: false };
		this.calls.push(call);
		if (wireIndex !== undefined) this.byWireIndex.set(wireIndex, call);
		if (wireId !== undefined) this.byWireId.set(wireId, call);
		return call;
	}

	private first(call: OpenCall, name: string): ToolCallEvent {
		const id = call.wireId ?? `call_${randomUUID().replaceAll('-', '')}`;
		return { type: 'tool_call', index: call.index, id, name, argumentsDelta: this.release(call) };
	}

	private release(call: OpenCall): string {
		const text = call.held;
		call.held = '';
		return text;
	}

	private continued(wireIndex: number | undefined, wireId: string | undefined): OpenCall | undefined {
		if (wireIndex !== undefined) return this.byWireIndex.get(wireIndex);
		return (wireId === undefined ? undefined : this.byWireId.get(wireId)) ?? this.calls.at(-1);
	}
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
