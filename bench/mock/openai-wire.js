// @ts-check
'use strict';

/**
 * What the mock server answers, in OpenAI's shapes, made once: a short answer of 20 pieces, which a stream has one chunk each of.
 * The text is the same in all of them, and so are the token counts.
 */

const MODEL = 'gpt-4.1-mini-2025-04-14';
const PIECES = Array.from({ length: 20 }, (_, index) => (index === 0 ? 'Answer' : ` word${index}`));
const TEXT = PIECES.join('');
/** A model of this name answers with many pieces. */
const LONG_MODEL = 'gpt-4.1-mini-long';
const LONG_PIECES = Array.from({ length: 2_000 }, (_, index) => ` word${index}`);
const CREATED = 1_760_000_000;

const usage = {
	prompt_tokens: 21,
	completion_tokens: PIECES.length,
	total_tokens: 21 + PIECES.length,
	prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
	completion_tokens_details: {
		reasoning_tokens: 0,
		audio_tokens: 0,
		accepted_prediction_tokens: 0,
		rejected_prediction_tokens: 0,
	},
};

/** `POST /chat/completions` */
const wholeAnswer = JSON.stringify({
	id: 'chatcmpl-mock',
	object: 'chat.completion',
	created: CREATED,
	model: MODEL,
	choices: [
		{
			index: 0,
			message: { role: 'assistant', content: TEXT, refusal: null, annotations: [] },
			logprobs: null,
			finish_reason: 'stop',
		},
	],
	usage,
	service_tier: 'default',
	system_fingerprint: 'fp_mock',
});

/** `POST /chat/completions` with `stream` */
const streamedAnswer = streamOf(PIECES);
/** The same of `LONG_MODEL`. */
const longStreamedAnswer = streamOf(LONG_PIECES);

/** `POST /responses`, which n8n's own OpenAI node asks */
const responsesAnswer = JSON.stringify({
	id: 'resp_mock',
	object: 'response',
	created_at: CREATED,
	status: 'completed',
	error: null,
	incomplete_details: null,
	model: MODEL,
	output: [
		{
			type: 'message',
			id: 'msg_mock',
			status: 'completed',
			role: 'assistant',
			content: [{ type: 'output_text', text: TEXT, annotations: [] }],
		},
	],
	usage: {
		input_tokens: usage.prompt_tokens,
		input_tokens_details: { cached_tokens: 0 },
		output_tokens: usage.completion_tokens,
		output_tokens_details: { reasoning_tokens: 0 },
		total_tokens: usage.total_tokens,
	},
});

/** @param {string[]} pieces */
function streamOf(pieces) {
	return [
		chunk([choice({ role: 'assistant', content: '', refusal: null })]),
		...pieces.map((content) => chunk([choice({ content })])),
		chunk([choice({}, 'stop')]),
		chunk([], usage),
		'data: [DONE]\n\n',
	].join('');
}

/** @param {object} delta @param {string | null} [finishReason] */
function choice(delta, finishReason = null) {
	return { index: 0, delta, logprobs: null, finish_reason: finishReason };
}

/** @param {object[]} choices @param {object | null} [chunkUsage] */
function chunk(choices, chunkUsage = null) {
	const body = {
		id: 'chatcmpl-mock',
		object: 'chat.completion.chunk',
		created: CREATED,
		model: MODEL,
		service_tier: 'default',
		system_fingerprint: 'fp_mock',
		choices,
		usage: chunkUsage,
	};
	return `data: ${JSON.stringify(body)}\n\n`;
}

module.exports = {
	TEXT,
	LONG_MODEL,
	LONG_TEXT: LONG_PIECES.join(''),
	wholeAnswer,
	streamedAnswer,
	longStreamedAnswer,
	responsesAnswer,
};
