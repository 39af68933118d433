import { CHAT_COMPLETIONS, EVENTS, fault, stopping } from './define';
import type { Fault, Stage } from './fault';
import { bodyOf, CLOSE, END, head, json, placeInside, raw, sizedHead, write, type Step } from './steps';

/** The right answer with something put between its pieces. */
function withInserted(stage: Stage, inserted: string | Uint8Array): Step[] {
	const at = placeInside(stage);
	const all = [...stage.pieces.slice(0, at), inserted, ...stage.pieces.slice(at)];
	return [head(200, { 'content-type': stage.contentType }), ...all.map((piece) => write(piece)), END];
}

/** The adapter may pass over it or give up; if it goes on, nothing of the text is missing. */
const inserting = (id: string, what: (stage: Stage) => string | Uint8Array, at?: Fault['at']): Fault =>
	fault(id, (stage) => ({ steps: withInserted(stage, what(stage)), text: stage.text }), at);

const chunk = (choices: unknown) =>
	`data: ${JSON.stringify({ id: 'odd', object: 'chat.completion.chunk', choices })}\n\n`;

/** What is no JSON, or JSON of another shape than the protocol has. */
export const MALFORMED_ANSWERS: Fault[] = [
	inserting('malformed/a piece that is no JSON', ({ wire }) => wire.malformed),
	inserting('malformed/half a piece joined to the next', ({ wire }) => wire.malformed.trimEnd()),
	// A line of its own, so that no piece of the answer is lost in it.
	inserting('malformed/random bytes', ({ chance }) =>
		Uint8Array.from({ length: 42 }, (_, index) => (index < 40 ? chance.whole(14, 255) : 10)),
	),
	inserting('malformed/NUL bytes and a line end', () => '\0\0\0\n'),
	inserting('malformed/null for a piece', ({ provider }) => (provider === 'ollama' ? 'null\n' : 'data: null\n\n')),
	inserting('malformed/a number for a piece', ({ provider }) => (provider === 'ollama' ? '42\n' : 'data: 42\n\n')),
	inserting('malformed/a list for a piece', ({ provider }) => (provider === 'ollama' ? '[]\n' : 'data: []\n\n')),
	inserting('malformed/an empty object', ({ provider }) => (provider === 'ollama' ? '{}\n' : 'data: {}\n\n')),
	inserting('malformed/a blank event', () => 'data: \n\n', EVENTS),
	inserting('malformed/a named event of no JSON', () => 'event: keepalive\ndata: ok\n\n', EVENTS),
	inserting('malformed/choices that are no list', () => chunk('none'), CHAT_COMPLETIONS),
	inserting('malformed/choices without a delta', () => chunk([{ index: 0 }]), CHAT_COMPLETIONS),
	inserting('malformed/content that is a number', () => chunk([{ index: 0, delta: { content: 5 } }]), CHAT_COMPLETIONS),
	inserting(
		'malformed/tool calls that are none',
		() => chunk([{ index: 0, delta: { tool_calls: [null, 7, {}] } }]),
		CHAT_COMPLETIONS,
	),
	inserting(
		'malformed/a delta for a block that never began',
		() =>
			'event: content_block_delta\ndata: {"type":"content_block_delta","index":77,"delta":{"type":"input_json_delta","partial_json":"{"}}\n\n',
		['anthropic'],
	),
	inserting(
		'malformed/an event without its delta',
		() => 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0}\n\n',
		['anthropic'],
	),
	inserting('malformed/an event of a kind yet to come', () => 'event: news\ndata: {"type":"news"}\n\n', ['anthropic']),
	inserting('malformed/a message that is text', () => '{"message":"text","done":false}\n', ['ollama']),
	stopping('malformed/half a JSON text', (stage) => [
		head(200, { 'content-type': 'application/json' }),
		write(JSON.stringify(stage.wire.whole(stage.answer, stage.model)).slice(0, -stage.chance.whole(1, 40))),
		END,
	]),
	stopping('malformed/empty object for an answer', () => json(200, {})),
	stopping('malformed/empty body', ({ contentType }) => [head(200, { 'content-type': contentType }), END]),
	stopping(
		'malformed/only the end mark',
		({ contentType }) => [head(200, { 'content-type': contentType }), write('data: [DONE]\n\n'), END],
		undefined,
		CHAT_COMPLETIONS,
	),
	stopping('malformed/no HTTP', ({ chance }) => [raw(`SSH-2.0-OpenSSH_9.6 ${chance.word(20)}\r\n`), CLOSE]),
	stopping('malformed/status line broken', () => [raw('HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n'), CLOSE]),
	stopping('malformed/broken chunk size', ({ contentType }) => [
		raw(
			`HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nnothing\r\n0\r\n\r\n`,
		),
		CLOSE,
	]),
	fault('malformed/length too long', (stage) => {
		const body = bodyOf(stage);
		return { steps: [sizedHead(stage, body, stage.chance.whole(1, 100)), write(body), CLOSE], text: stage.text };
	}),
	fault('malformed/length too short', (stage) => {
		const body = bodyOf(stage);
		const missing = stage.chance.whole(1, Math.max(1, body.length - 1));
		const headers = `HTTP/1.1 200 OK\r\nContent-Type: ${stage.contentType}\r\nContent-Length: ${body.length - missing}\r\n\r\n`;
		return { steps: [raw(headers), raw(body), CLOSE], text: stage.text };
	}),
	stopping('malformed/said to be gzip and is not', (stage) => [
		head(200, { 'content-type': stage.contentType, 'content-encoding': 'gzip' }),
		...stage.pieces.map((piece) => write(piece)),
		END,
	]),
];
