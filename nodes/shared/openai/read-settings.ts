import type { GenerationSettings } from '../../../lib';
import { FieldFault, inField } from '../field-fault';
import { checkedNumber, checkedStop, checkedWhole } from '../generation-values';
import { isRecord } from '../parameter-values';
import { REASONING_EFFORTS } from '../read-chat-request';
import { readResponseFormat } from './read-response-format';
import { readToolSettings } from './read-tool-settings';
import { UNSERVABLE_FIELDS } from './unservable-fields';

/** What is read here or elsewhere; all other fields are for servers that speak the protocol. */
const READ = new Set([
	...UNSERVABLE_FIELDS,
	'model',
	'messages',
	'stream',
	'stream_options',
	'user',
	'metadata',
	'tools',
	'tool_choice',
	'parallel_tool_calls',
	'response_format',
	'temperature',
	'top_p',
	'frequency_penalty',
	'presence_penalty',
	'max_tokens',
	'max_completion_tokens',
	'stop',
	'seed',
	'reasoning_effort',
	'logit_bias',
]);

/** Efforts that OpenAI has beyond those that every provider can be told of. */
const MORE_EFFORTS: readonly unknown[] = ['none', 'xhigh', 'max'];

/** How the answer is to be generated, from the body of a chat completions request. @throws FieldFault */
export function readSettings(body: Record<string, unknown>): GenerationSettings {
	const number = (field: string, min: number, max: number) =>
		inField(field, () => checkedNumber(body[field], field, min, max));
	const whole = (field: string, min?: number) => inField(field, () => checkedWhole(body[field], field, min));
	const maxTokens = whole('max_tokens', 1);
	const { parallelToolCalls, ...toolSettings } = readToolSettings(body);
	const effort = readEffort(body.reasoning_effort);
	const logitBias = readLogitBias(body.logit_bias);
	const unread = Object.entries(body).filter(
		([name, value]) => !READ.has(name) && value !== null && value !== undefined,
	);
	const chatCompletionsBody = {
		...Object.fromEntries(unread),
		...(parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
		...(logitBias !== undefined && { logit_bias: logitBias }),
		...(effort !== undefined && !REASONING_EFFORTS.includes(effort) && { reasoning_effort: effort }),
	};
	return {
		temperature: number('temperature', 0, 2),
		topP: number('top_p', 0, 1),
		frequencyPenalty: number('frequency_penalty', -2, 2),
		presencePenalty: number('presence_penalty', -2, 2),
		maxOutputTokens: whole('max_completion_tokens', 1) ?? maxTokens,
		stop: inField('stop', () => checkedStop(body.stop, 'stop')),
		seed: whole('seed'),
		reasoningEffort: REASONING_EFFORTS.includes(effort) ? (effort as GenerationSettings['reasoningEffort']) : undefined,
		...readResponseFormat(body.response_format),
		...toolSettings,
		chatCompletionsBody: Object.keys(chatCompletionsBody).length > 0 ? chatCompletionsBody : undefined,
	};
}

function readEffort(effort: unknown): unknown {
	if (effort === undefined || effort === null) return undefined;
	if (REASONING_EFFORTS.includes(effort) || MORE_EFFORTS.includes(effort)) return effort;
	throw new FieldFault(
		`reasoning_effort must be one of ${[...REASONING_EFFORTS, ...MORE_EFFORTS].join(', ')}`,
		'reasoning_effort',
	);
}

function readLogitBias(bias: unknown): Record<string, unknown> | undefined {
	if (bias === undefined || bias === null) return undefined;
	if (isRecord(bias) && Object.values(bias).every((value) => typeof value === 'number')) return bias;
	throw new FieldFault('logit_bias must be a JSON object of numbers by token', 'logit_bias');
}
