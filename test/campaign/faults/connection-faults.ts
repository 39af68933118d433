import { fault, stopping } from './define';
import { bodyOf, CLOSE, END, HANG, head, pause, placeInside, raw, RESET, rightAnswer, sizedHead, write } from './steps';
import type { Fault, Stage } from './fault';
import type { Step } from './steps';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

/** The beginning of a right answer, cut at any byte of its body. */
function cutBody(stage: Stage, end: Step): Step[] {
	const body = bodyOf(stage);
	const at = stage.chance.whole(0, body.length - 1);
	// In pieces of their own, so that what was written before arrives before the end does.
	return [sizedHead(stage, body), write(body.subarray(0, at)), pause(stage.chance.whole(0, 15)), end];
}

const cutHead = ({ chance }: Stage, end: Step): Step[] => [
	raw(HEAD.slice(0, chance.whole(1, HEAD.length - 3))),
	pause(chance.whole(0, 10)),
	end,
];

/** Resets, cuts and stalls at every position. */
export const CONNECTION_FAULTS: Fault[] = [
	stopping('reset/before the head', ({ chance }) => [pause(chance.whole(0, 20)), RESET]),
	stopping('reset/in the head', (stage) => cutHead(stage, RESET)),
	fault('reset/in the body', (stage) => ({ steps: cutBody(stage, RESET), text: stage.text })),
	stopping('cut/before the head', ({ chance }) => [pause(chance.whole(0, 20)), CLOSE]),
	stopping('cut/in the head', (stage) => cutHead(stage, CLOSE)),
	fault('cut/in the body', (stage) => ({ steps: cutBody(stage, CLOSE), text: stage.text })),
	fault('cut/proper end too soon', (stage) => ({
		steps: [
			head(200, { 'content-type': stage.contentType }),
			...stage.pieces.slice(0, placeInside(stage)).map((piece) => write(piece)),
			END,
		],
		text: stage.text,
	})),
	fault('cut/in a chunk', (stage) => {
		const body = bodyOf(stage);
		const at = stage.chance.whole(1, body.length);
		const size = (body.length + stage.chance.whole(1, 50)).toString(16);
		const headers = `HTTP/1.1 200 OK\r\nContent-Type: ${stage.contentType}\r\nTransfer-Encoding: chunked\r\n\r\n`;
		return { steps: [raw(`${headers}${size}\r\n`), raw(body.subarray(0, at)), pause(5), CLOSE], text: stage.text };
	}),
	fault('cut/idle connection closed without a word', (stage) => ({
		steps: [...rightAnswer(stage), pause(stage.chance.whole(0, 5)), CLOSE],
		text: stage.text,
		countsTruly: true,
	})),
	stopping('stall/before the head', () => [HANG]),
	stopping('stall/in the head', (stage) => cutHead(stage, HANG)),
	stopping('stall/after the head', ({ contentType }) => [head(200, { 'content-type': contentType }), HANG]),
	fault('stall/in the body', (stage) => ({ steps: cutBody(stage, HANG), text: stage.text })),
	fault('stall/behind the last piece', (stage) => ({
		// Complete but for the connection's end: an answer all the same.
		steps: [head(200, { 'content-type': stage.contentType }), ...stage.pieces.map((piece) => write(piece)), HANG],
		text: stage.text,
	})),
	stopping(
		'stall/in an error body',
		({ chance }) => [
			head(chance.pick([400, 429, 500, 503]), { 'content-type': 'application/json' }),
			write('{"error": {"message": "this goes'),
			HANG,
		],
		'unknown',
	),
	fault('slow/head byte by byte', (stage) => {
		const body = bodyOf(stage);
		const text = `HTTP/1.1 200 OK\r\ncontent-type: ${stage.contentType}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
		const everyMs = stage.chance.pick([1, 1, 3]);
		return {
			steps: [...[...text].flatMap((letter) => [raw(letter), pause(everyMs)]), raw(body), CLOSE],
			text: stage.text,
			countsTruly: true,
		};
	}),
	fault('slow/body byte by byte', (stage) => ({
		steps: [
			head(200, { 'content-type': stage.contentType }),
			...stage.pieces.flatMap((piece, index) =>
				// Whole letters of one piece alone: a body of 2,000 timers tells no more.
				index === 1
					? [...Buffer.from(piece)].flatMap((byte) => [write(Uint8Array.of(byte)), pause(0)])
					: [write(piece)],
			),
			END,
		],
		text: stage.text,
		countsTruly: true,
	})),
];
