/** Every escape that this reads begins with one of these. */
const MAY_BE_ESCAPED = /[\\%&\u00ad\u010a\u0120\u200b-\u200d\u2060\ufeff]/;

/**
 * Backslashes, however many, and what they escape in JSON, JavaScript and Python; bytes of an address; entities of HTML;
 * characters without a width; the blanks and line breaks of tokenizers (`Ġ`, `Ċ`).
 */
const ESCAPE =
	/\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([nrtbfv]))?|((?:%[0-9a-f]{2})+)|&(?:#(\d{2,6})|#x([0-9a-f]{2,5})|(quot|apos|amp|lt|gt|nbsp|szlig)|([a-z])(acute|cedil|circ|grave|ring|tilde|uml));|([\u010a\u0120])|[\u00ad\u200b-\u200d\u2060\ufeff]/gi;

const ENTITIES: Readonly<Record<string, string>> = {
	quot: '"',
	apos: "'",
	amp: '&',
	lt: '<',
	gt: '>',
	nbsp: ' ',
	szlig: 'ß',
};

/** `&uuml;`, `&eacute;`: the mark that follows the letter. */
const MARKS: Readonly<Record<string, string>> = {
	acute: '\u0301',
	cedil: '\u0327',
	circ: '\u0302',
	grave: '\u0300',
	ring: '\u030a',
	tilde: '\u0303',
	uml: '\u0308',
};

/** Gateways put an error into a text of an error, and so on. */
const MAX_ROUNDS = 4;

/**
 * The text as a person reads it, without the escapes of JSON (also of JSON inside JSON), addresses and HTML. Line breaks become blanks where they were escaped. Two texts that were the
 * same before one of them was escaped are the same again. Linear in the text's length.
 */
export function unescape(text: string): string {
	let plain = text;
	for (let round = 0; round < MAX_ROUNDS && MAY_BE_ESCAPED.test(plain); round++) {
		const before = plain;
		plain = plain.replace(ESCAPE, (_, u, x, letter, bytes, decimal, hex, entity, base, mark, token) =>
			unescaped({ code: u ?? x ?? hex, letter: letter ?? token, bytes, decimal, entity, base, mark }),
		);
		if (plain === before) break;
	}
	return plain.normalize('NFC');
}

type Escape = Partial<Record<'code' | 'letter' | 'bytes' | 'decimal' | 'entity' | 'base' | 'mark', string>>;

function unescaped({ code, letter, bytes, decimal, entity, base, mark }: Escape): string {
	if (code !== undefined) return characterOf(parseInt(code, 16));
	if (decimal !== undefined) return characterOf(Number(decimal));
	if (bytes !== undefined) return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8');
	if (base !== undefined && mark !== undefined) return base + (MARKS[mark.toLowerCase()] ?? '');
	if (entity !== undefined) return ENTITIES[entity.toLowerCase()] ?? ' ';
	return letter === undefined ? '' : ' ';
}

/** Halves of a pair stay halves, which stand beside each other again. */
function characterOf(code: number): string {
	return code > 0xffff ? String.fromCodePoint(Math.min(code, 0x10ffff)) : String.fromCharCode(code);
}
