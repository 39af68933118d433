import { readDataUrl, type ContentPart } from '../../lib';
import { FieldFault } from './field-fault';
import { isRecord } from './parameter-values';

/** Where in a conversation something stands: in words for people, and as a path for programs. */
export interface MessagePlace {
	words: string;
	/** `messages[1]` */
	field: string;
}

const NO_BASE64 = /[^A-Za-z0-9+/=\s]/;

/** The text of a message that may hold nothing else, parts joined by line breaks. @throws FieldFault */
export function readText(content: unknown, place: MessagePlace): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) throw contentFault(place, ' needs a content');
	return content
		.map((part: unknown, index) => {
			if (isRecord(part) && part.type === 'text' && typeof part.text === 'string') return part.text;
			// What a model answered when it refused; clients send it back as it came.
			if (isRecord(part) && part.type === 'refusal' && typeof part.refusal === 'string') return part.refusal;
			throw contentFault(place, ': its content may hold text only', index);
		})
		.join('\n');
}

/** The content of a user's message. @throws FieldFault */
export function readContent(content: unknown, place: MessagePlace): ContentPart[] {
	if (typeof content === 'string') return [{ type: 'text', text: content }];
	if (!Array.isArray(content) || content.length === 0) throw contentFault(place, ' needs a content');
	return content.map((part: unknown, index) => readPart(part, place, index));
}

function readPart(part: unknown, place: MessagePlace, index: number): ContentPart {
	const { type, text, image_url: image, file }: Record<string, unknown> = isRecord(part) ? part : {};
	if (type === 'text' && typeof text === 'string') return { type, text };
	if (type === 'image_url') {
		const url = isRecord(image) ? image.url : image;
		if (typeof url === 'string' && url !== '') return readImageUrl(url);
	}
	if (type === 'file' && isRecord(file)) return readFile(file, place, index);
	if (type === 'input_audio') throw contentFault(place, ': audio cannot be sent; send what was said as text', index);
	throw contentFault(
		place,
		': each part of its content is {"type": "text", "text": ...}, {"type": "image_url", "image_url": {"url": ...}} or {"type": "file", "file": {"filename": ..., "file_data": ...}}',
		index,
	);
}

function readImageUrl(url: string): ContentPart {
	const inline = readDataUrl(url);
	return inline?.dataBase64 ? { type: 'image', ...inline } : { type: 'image_url', url };
}

/** Content alone can go to any deployment: an uploaded file is known to one account of one provider. */
function readFile(
	{ file_data: data, filename, file_id: id }: Record<string, unknown>,
	place: MessagePlace,
	index: number,
): ContentPart {
	if (id !== undefined && id !== null)
		throw contentFault(
			place,
			': a file is sent by its content (file_data), since only one of the providers would know its file_id',
			index,
		);
	if (typeof data !== 'string' || data === '')
		throw contentFault(place, ': a file needs its content in file_data', index);
	const fileName = typeof filename === 'string' && filename !== '' ? filename : 'file';
	const inline = readDataUrl(data);
	if (inline?.dataBase64) return { type: 'file', ...inline, fileName };
	// Without a data URL around it, what OpenAI takes is PDF.
	if (!NO_BASE64.test(data)) return { type: 'file', mediaType: 'application/pdf', dataBase64: data, fileName };
	throw contentFault(place, ': file_data must be a data URL such as data:application/pdf;base64,...', index);
}

/** `sentence` follows the place's words; `index` is the part's, from 0. */
function contentFault({ words, field }: MessagePlace, sentence: string, index?: number): FieldFault {
	return new FieldFault(words + sentence, `${field}.content${index === undefined ? '' : `[${index}]`}`);
}
