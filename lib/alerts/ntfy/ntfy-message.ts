import type { NtfyRequest } from './ask-ntfy';

/** What is published. Texts that are longer than ntfy takes are cut at whole characters. */
export interface NtfyMessage {
	/** Letters, digits, - and _, 64 at most. */
	topic: string;
	/** One line, of at most 250 bytes; more than a phone shows. */
	title?: string;
	/** At most 4,095 bytes. */
	message: string;
	/** Whether the message is Markdown; default false. */
	markdown?: boolean;
	/** 1 to 5; absent: 3. */
	priority?: number;
	/** Words, or short names of emoji. */
	tags?: readonly string[];
	/** The address that opens when the message is tapped. */
	clickUrl?: string;
	attachment?: { filename: string; bytes: Uint8Array };
}

/** ntfy's 4,096 (docs.ntfy.sh/publish/#limitations) less one: it makes a file of a message that fills them. */
const MAX_MESSAGE_BYTES = 4_095;
/** ntfy takes twice a message's bytes of JSON, in which line breaks and quotes count double. */
const MAX_JSON_BYTES = 8_192;
const MAX_TITLE_BYTES = 250;

/** What is wrong with a topic, as a sentence without full stop; undefined: nothing. */
export function topicFault(topic: string): string | undefined {
	if (topic === '') return 'Topic is empty: enter the name of the ntfy topic';
	if (topic.includes('/'))
		return 'Topic must be the name of a topic alone, without a slash; the server is in the credential';
	if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic))
		return 'Topic may have letters from A to Z, digits, - and _ only, 64 at most';
	return undefined;
}

/** As JSON where nothing is attached; else the attachment is the body, and all else stands in headers. */
export function toRequest(message: NtfyMessage): NtfyRequest {
	const text = cut(message.message.replaceAll('\r\n', '\n'), MAX_MESSAGE_BYTES);
	const title = message.title === undefined ? undefined : cut(message.title.replaceAll(/\s+/g, ' '), MAX_TITLE_BYTES);
	const { attachment, ...rest } = message;
	return attachment === undefined
		? jsonRequest({ ...rest, title, message: text })
		: fileRequest({ ...rest, title, message: text }, attachment);
}

function jsonRequest({ clickUrl, ...message }: Omit<NtfyMessage, 'attachment'>): NtfyRequest {
	const json = (text: string): string => JSON.stringify({ ...message, message: text, click: clickUrl });
	const excessBytes = Buffer.byteLength(json(message.message)) - MAX_JSON_BYTES;
	const text =
		excessBytes > 0 ? cut(message.message, Buffer.byteLength(message.message) - excessBytes) : message.message;
	// With a slash, since a proxy that knows the server by a path may send us from one without it to one with it.
	return { method: 'POST', path: '/', headers: { 'content-type': 'application/json' }, body: json(text) };
}

/** The names with X, since proxies have a use of their own for a header called Priority (RFC 9218). */
function fileRequest(
	{ topic, message, title, priority, tags = [], clickUrl, markdown }: Omit<NtfyMessage, 'attachment'>,
	{ filename, bytes }: NonNullable<NtfyMessage['attachment']>,
): NtfyRequest {
	const headers = {
		'X-Filename': encoded(filename),
		'X-Message': encoded(message),
		...(title !== undefined && { 'X-Title': encoded(title) }),
		...(priority !== undefined && { 'X-Priority': String(priority) }),
		// Each for itself: ntfy took them apart before it decoded them, once.
		...(tags.length > 0 && { 'X-Tags': tags.map(encoded).join(',') }),
		...(clickUrl !== undefined && { 'X-Click': URL.canParse(clickUrl) ? new URL(clickUrl).href : encoded(clickUrl) }),
		...(markdown === true && { 'X-Markdown': 'yes' }),
	};
	return { method: 'PUT', path: `/${topic}`, headers, body: bytes };
}

/** As RFC 2047 has it for what is not plain ASCII in one line, which ntfy reads; line breaks are kept so. */
function encoded(text: string): string {
	const isPlain = /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && !text.includes('\\');
	return isPlain ? text : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

/** Characters as people see them: an emoji may be made of several. */
const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At whole characters. */
function cut(text: string, maxBytes: number): string {
	if (Buffer.byteLength(text) <= maxBytes) return text;
	let kept = '';
	let bytes = Buffer.byteLength('…');
	for (const { segment: character } of CHARACTERS.segment(text)) {
		bytes += Buffer.byteLength(character);
		if (bytes > maxBytes) break;
		kept += character;
	}
	return `${kept}…`;
}
