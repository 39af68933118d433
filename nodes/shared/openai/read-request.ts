import { MAX_NAME_LENGTH } from '../../../lib';
import { convertMessages } from '../convert-messages';
import { FieldFault, inField } from '../field-fault';
import { isRecord, textOf } from '../parameter-values';
import { parseJsonObject } from '../parse-json';
import { readTags, type ChatRequestPlan } from '../read-chat-request';
import { readRequestTags } from './read-request-tags';
import { readSettings } from './read-settings';
import { refuseUnservable } from './unservable-fields';

/** How the client wants its answer. */
export interface ReplyForm {
	/** As an event stream. */
	stream: boolean;
	/** Which ends with the tokens. */
	includeUsage: boolean;
}

export interface OpenAiRequest {
	request: ChatRequestPlan;
	reply: ReplyForm;
}

/**
 * The body of a chat completions request (platform.openai.com/docs/api-reference/chat/create), as JSON text or parsed. The
 * group is not read here: it is what the panel says, which may name the body's `model`.
 *
 * @param options the panel's: its tags and extra body fields come over the client's.
 * @throws FieldFault that names the field. InputFault for the panel's own.
 */
export function readOpenAiRequest(value: unknown, options: Record<string, unknown>): OpenAiRequest {
	const body = inField(undefined, () => parseJsonObject(value, 'The request body'));
	if (body === undefined)
		throw new FieldFault('The request body is empty: it must be a JSON object with model and messages');
	refuseUnservable(body);
	assertGroupName(textOf(body.model));
	if (!Array.isArray(body.messages) || body.messages.length === 0)
		throw new FieldFault('messages must be a list with at least one message', 'messages');
	const tags = { ...readRequestTags(body), ...readTags(options.tags) };
	return {
		request: {
			messages: convertMessages(body.messages),
			settings: { ...readSettings(body), extraBody: parseJsonObject(options.extraBody, 'Extra Body Fields') },
			tags: Object.keys(tags).length > 0 ? tags : undefined,
			binaryFields: [],
		},
		reply: readReplyForm(body),
	};
}

/** It may become the name of a group, under which a router is kept and calls are recorded. @throws FieldFault */
function assertGroupName(model: string): void {
	if (model === '') throw new FieldFault('model must name a model group', 'model');
	if (model.length > MAX_NAME_LENGTH)
		throw new FieldFault(`model may have ${MAX_NAME_LENGTH} characters, but has ${model.length}`, 'model');
	if (model === '__proto__') throw new FieldFault('model must be another name than "__proto__"', 'model');
}

function readReplyForm({ stream, stream_options: options }: Record<string, unknown>): ReplyForm {
	if (typeof (stream ?? false) !== 'boolean') throw new FieldFault('stream must be true or false', 'stream');
	if (options === undefined || options === null) return { stream: stream === true, includeUsage: false };
	if (stream !== true) throw new FieldFault('stream_options goes only with stream: true', 'stream_options');
	if (!isRecord(options)) throw new FieldFault('stream_options must be a JSON object', 'stream_options');
	const includeUsage = options.include_usage ?? false;
	if (typeof includeUsage !== 'boolean')
		throw new FieldFault('stream_options.include_usage must be true or false', 'stream_options.include_usage');
	return { stream: true, includeUsage };
}
