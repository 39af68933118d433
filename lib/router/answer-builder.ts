import type { FinishReason, ProviderEvent, TokenUsage, ToolCall, UnusableCount } from '../types/chat';

/** Folds one attempt's events into the answer so far. */
export class AnswerBuilder {
	/** Pieces, joined once: answers of many megabytes come in many thousand pieces. */
	private readonly textPieces: string[] = [];
	private readonly reasoningPieces: string[] = [];
	private readonly toolCallsByIndex = new Map<number, { id: string; name: string; pieces: string[] }>();
	usage: TokenUsage = {};
	/** Of the last report of usage. */
	unusableCounts: readonly UnusableCount[] = [];
	servedModel?: string;
	finishReason?: FinishReason;
	/** Something of the answer has come: text, reasoning or a tool call. */
	begun = false;

	add(event: ProviderEvent): void {
		switch (event.type) {
			case 'text':
				this.begun = true;
				this.textPieces.push(event.text);
				return;
			case 'reasoning':
				this.begun = true;
				this.reasoningPieces.push(event.text);
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
				this.servedModel = event.model;
				return;
			case 'finish':
				this.finishReason = event.reason;
		}
	}

	/** For a continuation, whose repeated beginning the user never saw. */
	replaceText(text: string): void {
		this.textPieces.splice(0, this.textPieces.length, text);
	}

	get text(): string {
		return this.textPieces.join('');
	}

	get reasoning(): string | undefined {
		return this.reasoningPieces.length === 0 ? undefined : this.reasoningPieces.join('');
	}

	get toolCalls(): ToolCall[] {
		return [...this.toolCallsByIndex.entries()]
			.sort(([a], [b]) => a - b)
			.map(([, { id, name, pieces }]) => ({ id, name, arguments: pieces.join('') }));
	}

	private addToolCall(event: Extract<ProviderEvent, { type: 'tool_call' }>): void {
		let call = this.toolCallsByIndex.get(event.index);
		if (call === undefined) {
			call = { id: '', name: '', pieces: [] };
			this.toolCallsByIndex.set(event.index, call);
		}
		if (event.id !== undefined) call.id = event.id;
		if (event.name !== undefined) call.name = event.name;
		if (event.argumentsDelta !== '') call.pieces.push(event.argumentsDelta);
	}
}

function withoutUnknown(usage: TokenUsage): TokenUsage {
	return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined));
}
