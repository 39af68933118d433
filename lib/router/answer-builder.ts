import { MAX_NAME_LENGTH } from '../bounds';
import type { FinishReason, ProviderEvent, TokenUsage, ToolCall, UnusableCount } from '../types/chat';
import { TextPieces } from './text-pieces';

/**
 * Folds one attempt's events into the answer so far. Nothing here throws, at whatever moment it is asked: what a provider
 * sends is bounded where it is read.
 */
export class AnswerBuilder {
	private readonly textPieces = new TextPieces();
	private readonly reasoningPieces = new TextPieces();
	private readonly toolCallsByIndex = new Map<number, { id: string; name: string; pieces: TextPieces }>();
	usage: TokenUsage = {};
	/** Of the last report of usage. */
	unusableCounts: readonly UnusableCount[] = [];
	/** Cut to 256 characters. */
	servedModel?: string;
	finishReason?: FinishReason;
	/** Something of the answer has come: text, reasoning or a tool call. */
	begun = false;

	add(event: ProviderEvent): void {
		switch (event.type) {
			case 'text':
				this.begun = true;
				this.textPieces.add(event.text);
				return;
			case 'reasoning':
				this.begun = true;
				this.reasoningPieces.add(event.text);
				return;
			case 'tool_call':
				this.begun = true;
				this.addToolCall(event);
				return;
			case 'usage':
				this.usage = { ...this.usage, ...withoutUnknown(event.usage) };
				this.unusableCounts = event.unusable ?? [];
				return;
			case 'served_model':
				this.servedModel = event.model.slice(0, MAX_NAME_LENGTH);
				return;
			case 'finish':
				this.finishReason = event.reason;
		}
	}

	/** For a continuation, whose repeated beginning the user never saw. */
	replaceText(text: string): void {
		this.textPieces.clear();
		this.textPieces.add(text);
	}

	get text(): string {
		return this.textPieces.toString();
	}

	get reasoning(): string | undefined {
		return this.reasoningPieces.isEmpty ? undefined : this.reasoningPieces.toString();
	}

	get toolCalls(): ToolCall[] {
		return [...this.toolCallsByIndex.entries()]
			.sort(([a], [b]) => a - b)
			.map(([, { id, name, pieces }]) => ({ id, name, arguments: pieces.toString() }));
	}

	private addToolCall(event: Extract<ProviderEvent, { type: 'tool_call' }>): void {
		let call = this.toolCallsByIndex.get(event.index);
		if (call === undefined) {
			call = { id: '', name: '', pieces: new TextPieces() };
			this.toolCallsByIndex.set(event.index, call);
		}
		if (event.id !== undefined) call.id = event.id;
		if (event.name !== undefined) call.name = event.name;
		call.pieces.add(event.argumentsDelta);
	}
}

function withoutUnknown(usage: TokenUsage): TokenUsage {
	return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined));
}
