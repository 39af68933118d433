import type { ProviderName } from '../../lib/types/deployment';
import type { RawReply } from './fault-server';

/** An answer "Hi." of each protocol whose every count is `count`, a piece of JSON as it goes over the wire. */
export interface CountedAnswer {
	name: string;
	provider: Extract<ProviderName, 'openai-compatible' | 'anthropic' | 'ollama'>;
	reply(count: string): RawReply;
}

const event = (name: string, data: string) => `event: ${name}\ndata: ${data}\n\n`;

const chatUsage = (count: string) =>
	`{"prompt_tokens":${count},"completion_tokens":${count},"total_tokens":${count},` +
	`"prompt_tokens_details":{"cached_tokens":${count}},"completion_tokens_details":{"reasoning_tokens":${count}}}`;

export const COUNTED_ANSWERS: readonly CountedAnswer[] = [
	{
		name: 'a streamed chat completion',
		provider: 'openai-compatible',
		reply: (count) => ({
			raw:
				'data: {"model":"m","choices":[{"index":0,"delta":{"content":"Hi."},"finish_reason":"stop"}]}\n\n' +
				`data: {"model":"m","choices":[],"usage":${chatUsage(count)}}\n\ndata: [DONE]\n\n`,
		}),
	},
	{
		name: 'a whole chat completion',
		provider: 'openai-compatible',
		reply: (count) => ({
			raw: `{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi."},"finish_reason":"stop"}],"usage":${chatUsage(count)}}`,
			contentType: 'application/json',
		}),
	},
	{
		name: 'a message of Anthropic',
		provider: 'anthropic',
		reply: (count) => ({
			raw:
				event(
					'message_start',
					`{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m","usage":{"input_tokens":${count},"cache_read_input_tokens":${count},"cache_creation_input_tokens":${count},"output_tokens":1}}}`,
				) +
				event(
					'content_block_start',
					'{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hi."}}',
				) +
				event('content_block_stop', '{"type":"content_block_stop","index":0}') +
				event(
					'message_delta',
					`{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":${count},"output_tokens_details":{"thinking_tokens":${count}}}}`,
				) +
				event('message_stop', '{"type":"message_stop"}'),
		}),
	},
	{
		name: 'a chat of Ollama',
		provider: 'ollama',
		reply: (count) => ({
			raw:
				'{"model":"m","message":{"role":"assistant","content":"Hi."},"done":false}\n' +
				`{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":${count},"eval_count":${count},"total_duration":${count},"eval_duration":${count}}\n`,
		}),
	},
];
