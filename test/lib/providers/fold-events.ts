import type { FinishReason, ProviderEvent, TokenUsage } from '../../../lib/types';

export interface FoldedAnswer {
	text: string;
	reasoning: string;
	calls: Array<{ id?: string; name?: string; arguments: string }>;
	usage?: TokenUsage;
	model?: string;
	finish?: FinishReason;
}

/** Events folded to what matters of an answer. */
export function foldEvents(all: readonly ProviderEvent[]): FoldedAnswer {
	const join = (type: 'text' | 'reasoning') => all.map((event) => (event.type === type ? event.text : '')).join('');
	const calls: FoldedAnswer['calls'] = [];
	for (const event of all) {
		if (event.type !== 'tool_call') continue;
		const call = (calls[event.index] ??= { id: event.id, name: event.name, arguments: '' });
		call.arguments += event.argumentsDelta;
	}
	const find = <T extends ProviderEvent['type']>(type: T) =>
		all.findLast((event) => event.type === type) as Extract<ProviderEvent, { type: T }> | undefined;
	return {
		text: join('text'),
		reasoning: join('reasoning'),
		calls,
		usage: find('usage')?.usage,
		model: find('served_model')?.model,
		finish: find('finish')?.reason,
	};
}
