/** What a data URL (RFC 2397) holds in base64. */
export interface InlineData {
	/** `image/png`, without parameters such as a character set. */
	mediaType: string;
	/** May be empty. */
	dataBase64: string;
}

/**
 * Reads `data:<media type>[;<parameter>...];base64,<data>` of any length; undefined for every other text, data that is not in base64
 * or has no media type among them. Looks at the part before the comma only: a regular expression over all of it runs out of stack
 * in V8 at some 16 MB.
 */
export function readDataUrl(url: string): InlineData | undefined {
	if (!/^data:/i.test(url)) return undefined;
	const comma = url.indexOf(',');
	if (comma === -1) return undefined;
	const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';');
	if (mediaType === '' || parameters.at(-1)?.toLowerCase() !== 'base64') return undefined;
	return { mediaType, dataBase64: url.slice(comma + 1) };
}
