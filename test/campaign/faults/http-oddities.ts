import { fault, stopping } from './define';
import type { Fault } from './fault';
import { END, head, raw, rightAnswer, CLOSE, bodyOf, write, type Step } from './steps';

const bare = (status: number): Step[] => [head(status), END];

const redirect = (status: number, to: 'trap' | 'same server' | 'nowhere'): Fault =>
	stopping(`redirect/${status} to ${to === 'trap' ? 'another path' : to}`, ({ trapUrl }) => [
		head(status, { location: to === 'trap' ? trapUrl : to === 'nowhere' ? '' : '/elsewhere' }),
		END,
	]);

/** Statuses and heads that HTTP allows, or does not, and that no vendor documents. */
export const HTTP_ODDITIES: Fault[] = [
	redirect(301, 'trap'),
	redirect(302, 'trap'),
	redirect(303, 'trap'),
	redirect(307, 'trap'),
	redirect(308, 'trap'),
	redirect(307, 'same server'),
	redirect(302, 'nowhere'),
	stopping('status/204', () => bare(204)),
	stopping('status/205', () => bare(205)),
	stopping('status/300', () => bare(300)),
	stopping('status/304', () => bare(304)),
	fault('status/201 with an answer', (stage) => ({
		steps: [head(201, { 'content-type': stage.contentType }), ...stage.pieces.map((piece) => write(piece)), END],
		text: stage.text,
	})),
	stopping('status/600', () => bare(600)),
	stopping('status/999', () => bare(999)),
	fault('status/102 before the answer', (stage) => ({
		steps: [{ do: 'inform', status: 'processing' }, ...rightAnswer(stage)],
		text: stage.text,
		countsTruly: true,
	})),
	fault('status/103 before the answer', (stage) => ({
		steps: [{ do: 'inform', status: 'early hints' }, ...rightAnswer(stage)],
		text: stage.text,
		countsTruly: true,
	})),
	fault('status/100 unasked', (stage) => {
		const body = bodyOf(stage);
		const headers = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: ${stage.contentType}\r\nContent-Length: ${body.length}\r\n\r\n`;
		return { steps: [raw(headers), raw(body), CLOSE], text: stage.text };
	}),
	fault('status/HTTP 1.0', (stage) => ({
		steps: [raw(`HTTP/1.0 200 OK\r\nContent-Type: ${stage.contentType}\r\n\r\n`), raw(bodyOf(stage)), CLOSE],
		text: stage.text,
	})),
	stopping('status/101 unasked', () => [
		raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
		CLOSE,
	]),
	stopping('head/too large', ({ chance }) => [
		raw(`HTTP/1.1 200 OK\r\n${`X-Large-${chance.word(4)}: ${'x'.repeat(1_000)}\r\n`.repeat(40)}\r\n`),
		CLOSE,
	]),
	stopping('head/two lengths', () => [
		raw('HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\nhello'),
		CLOSE,
	]),
	fault('head/connection: close', (stage) => ({
		steps: rightAnswer(stage, { connection: 'close' }),
		text: stage.text,
		countsTruly: true,
	})),
	fault('head/keep-alive of no time', (stage) => ({
		steps: rightAnswer(stage, { 'keep-alive': 'timeout=0' }),
		text: stage.text,
		countsTruly: true,
	})),
];
