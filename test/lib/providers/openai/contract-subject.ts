import type { ProviderSubject } from '../provider-contract';

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

/** What chat completions look like at whoever speaks them. */
export const CHAT_COMPLETIONS: Omit<ProviderSubject, 'create'> = {
	basePath: '/v1',
	path: '/v1/chat/completions',
	requestBody: (prompt) => ({
		messages: [{ role: 'user', content: prompt }],
		stream_options: { include_usage: true },
	}),
	environment: ['OPENAI_API_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'],
	finishWords: { stop: 'stop', length: 'length', toolCalls: 'tool_calls' },
	usage: { inputTokens: 20, cachedTokens: 8, outputTokens: 7, reasoningTokens: 3 },
	errorBody: (message, type) => ({ error: { message, type, param: null, code: null } }),
	errorEvent: (message) => ({ message, type: 'server_error', code: null }),
	sample: {
		text: 'Hello',
		untilFinish:
			event({ choices: [{ delta: { content: 'Hello' } }] }) +
			event({ choices: [{ delta: {}, finish_reason: 'stop' }] }),
		rest: `${event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } })}data: [DONE]\n\n`,
	},
};
