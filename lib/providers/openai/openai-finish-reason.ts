import type { FinishReason } from '../../types/chat';

/** OpenAI's words, and those of servers that pass their model's own through. */
const REASONS: Readonly<Record<string, FinishReason>> = {
	stop: 'stop',
	eos: 'stop',
	eos_token: 'stop',
	end_turn: 'stop',
	stop_sequence: 'stop',
	length: 'length',
	max_tokens: 'length',
	model_length: 'length',
	tool_calls: 'tool_calls',
	tool_use: 'tool_calls',
	function_call: 'tool_calls',
	content_filter: 'content_filter',
	sensitive: 'content_filter',
};

/** With these the server says that it broke off, not that the answer is complete. */
const BROKEN_OFF = new Set(['error', 'abort', 'network_error']);

/**
 * Our word for a finish reason; `broken_off` when the answer is not complete. An answer with tool calls that
 * just `stop`ped (llama.cpp; OpenAI when one tool was demanded) finished for its tool calls.
 */
export function toOpenAiFinishReason(raw: string, hasToolCalls: boolean): FinishReason | 'broken_off' {
	if (BROKEN_OFF.has(raw)) return 'broken_off';
	const reason = Object.hasOwn(REASONS, raw) ? REASONS[raw] : undefined;
	return reason === 'stop' && hasToolCalls ? 'tool_calls' : (reason ?? 'other');
}
