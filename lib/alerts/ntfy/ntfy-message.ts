/** What is published. Its limits are ntfy's (docs.ntfy.sh/publish): longer texts are cut. */
export interface NtfyMessage {
	/** Letters, digits, - and _, 64 at most. */
	topic: string;
	title?: string;
	message: string;
	/** 1 to 5; absent: 3. */
	priority?: number;
	/** Words, or short names of emoji. */
	tags?: readonly string[];
	/** The address that opens when the message is tapped. */
	clickUrl?: string;
	attachment?: { filename: string; bytes: Uint8Array };
}

export interface NtfyRequest {
	method: 'POST' | 'PUT';
	/** Below the server's base URL. */
	path: string;
	headers: Record<string, string>;
	body: string | Uint8Array;
}

const MAX_MESSAGE_BYTES = 4_096;
const MAX_TITLE_BYTES = 250;

/** What is wrong with a topic, as a sentence without full stop; undefined: nothing. */
export function topicFault(topic: string): string | undefined {
	if (topic === '') return 'Topic is empty: enter the name of the ntfy topic';
	if (topic.includes('/')) return 'Topic must be the name of a topic alone, without a slash; the server is in the credential';
	if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) return 'Topic may have letters from A to Z, digits, - and _ only, 64 at most';
	return undefined;
}

/** As JSON where nothing is attached; else the attachment is the body, and all else stands in headers. */
export function toRequest({ attachment, ...message }: NtfyMessage): NtfyRequest {
	const text = cut(message.message, MAX_MESSAGE_BYTES);
	const title = message.title === undefined ? undefined : cut(message.title, MAX_TITLE_BYTES);
	const { topic, priority, tags, clickUrl } = message;
	if (attachment === undefined) {
		const body = JSON.stringify({ topic, message: text, title, priority, tags, click: clickUrl });
		return { method: 'POST', path: '', headers: { 'content-type': 'application/json' }, body };
	}
	const headers = {
		Filename: encoded(attachment.filename),
		// A header is one line: ntfy makes line breaks of these two characters.
		Message: encoded(text.replaceAll('\n', '\\n')),
		...(title !== undefined && { Title: encoded(title.replaceAll(/\s+/g, ' ')) }),
		...(priority !== undefined && { Priority: String(priority) }),
		...(tags !== undefined && tags.length > 0 && { Tags: encoded(tags.join(',')) }),
		...(clickUrl !== undefined && { Click: encoded(clickUrl) }),
	};
	return { method: 'PUT', path: `/${topic}`, headers, body: attachment.bytes };
}

/** As RFC 2047 has it for what is not ASCII, which ntfy reads. */
function encoded(text: string): string {
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	return `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

/** At whole characters. */
function cut(text: string, maxBytes: number): string {
	if (Buffer.byteLength(text) <= maxBytes) return text;
	let kept = '';
	let bytes = Buffer.byteLength('…');
	for (const character of text) {
		bytes += Buffer.byteLength(character);
		if (bytes > maxBytes) break;
		kept += character;
	}
	return `${kept}…`;
}
