import type { SpendSummary } from '../spend-summary';
import { digestContent, type DigestContent } from './digest-content';
import { digestHtml } from './digest-html';
import { digestMarkdown } from './digest-markdown';
import { digestText } from './digest-text';

/** One report in the forms that messages take. Only `title` and `text` are plain: in the others, names are escaped. */
export interface Digest {
	title: string;
	markdown: string;
	/** Inline styles only. */
	html: string;
	/** At most 4,000 bytes in UTF-8, without the title: what ntfy takes as one message. */
	text: string;
}

export interface DigestOptions {
	/** The costliest so many rows are listed, what they leave out is summed up. Default 10. */
	maxRows?: number;
}

const DEFAULT_MAX_ROWS = 10;
/** ntfy makes an attachment of what is longer than 4,096. */
const MAX_TEXT_BYTES = 4_000;

export function renderDigest(summary: SpendSummary, { maxRows = DEFAULT_MAX_ROWS }: DigestOptions = {}): Digest {
	const content = digestContent(summary, maxRows);
	return {
		title: content.title,
		markdown: digestMarkdown(content),
		html: digestHtml(content),
		text: shortText(summary, content),
	};
}

/** As many rows as there is room for. */
function shortText(summary: SpendSummary, content: DigestContent): string {
	let text = digestText(content);
	for (let rows = content.table?.rows.length ?? 0; Buffer.byteLength(text) > MAX_TEXT_BYTES && rows > 0;) {
		rows = Math.min(rows - 1, Math.floor((rows * MAX_TEXT_BYTES) / Buffer.byteLength(text)));
		text = digestText(digestContent(summary, rows));
	}
	return text;
}
