import { gzipSync } from 'node:zlib';
import { PROMISES } from '../promises';
import { CHAT_COMPLETIONS, EVENTS, fault, stopping } from './define';
import type { Fault, Script, Stage } from './fault';
import { END, head, json, paced, pause, rightAnswer, write, type Step } from './steps';

function labelled(stage: Stage, headers: Record<string, string>): Script {
	return {
		steps: [head(200, headers), ...paced(stage.pieces, stage.chance), END],
		text: stage.text,
	};
}

const wholeAnswer = ({ wire, answer, model }: Stage): string => JSON.stringify(wire.whole(answer, model));

/** Right bytes, odd pieces of them. */
function inPieces(stage: Stage, pieces: readonly Uint8Array[]): Script {
	return {
		steps: [head(200, { 'content-type': stage.contentType }), ...pieces.map((piece): Step => write(piece)), END],
		text: stage.text,
		countsTruly: true,
	};
}

/** Each piece says that the answer has ended, and more comes. */
const FINISH_IN_EVERY_PIECE = fault(
	'end/a finish reason in every piece',
	(stage) => ({
		steps: [
			head(200, { 'content-type': stage.contentType }),
			...stage.pieces.flatMap((piece) => [
				write(piece.replace('"finish_reason":null', '"finish_reason":"stop"')),
				pause(stage.chance.whole(0, 30)),
			]),
			END,
		],
		text: stage.text,
	}),
	CHAT_COMPLETIONS,
);

/** Right answers under a wrong label, in an odd coding or in odd pieces. */
export const LABELS: Fault[] = [
	...(PROMISES.textBehindAFinishReasonCounts ? [FINISH_IN_EVERY_PIECE] : []),
	fault('label/stream as JSON', (stage) => labelled(stage, { 'content-type': 'application/json' })),
	fault('label/stream as plain text', (stage) => labelled(stage, { 'content-type': 'text/plain' })),
	fault('label/stream without a label', (stage) => labelled(stage, {})),
	fault('label/stream as bytes', (stage) => labelled(stage, { 'content-type': 'application/octet-stream' })),
	fault('label/stream with an odd charset', (stage) =>
		labelled(stage, { 'content-type': `${stage.contentType.split(';')[0]}; charset=latin-1` }),
	),
	fault('label/whole answer as a stream', (stage) => ({
		steps: [head(200, { 'content-type': stage.contentType }), write(wholeAnswer(stage)), END],
		text: stage.text,
	})),
	fault('label/whole answer though a stream was asked for', (stage) => ({
		steps: json(200, stage.wire.whole(stage.answer, stage.model)),
		text: stage.text,
	})),
	fault('label/whole answer without a label', (stage) => ({
		steps: [head(200), write(wholeAnswer(stage)), END],
		text: stage.text,
	})),
	stopping('label/page of a proxy', () => [
		head(200, { 'content-type': 'text/html' }),
		write('<!doctype html><html><body>Sign in to the network</body></html>'),
		END,
	]),
	stopping('label/page of a proxy as a stream', ({ contentType }) => [
		head(200, { 'content-type': contentType }),
		write('<!doctype html>\n<html>\n<body>Sign in</body></html>\n'),
		END,
	]),
	fault('label/gzip', (stage) => ({
		steps: [
			head(200, { 'content-type': stage.contentType, 'content-encoding': 'gzip' }),
			write(gzipSync(stage.pieces.join(''))),
			END,
		],
		text: stage.text,
		countsTruly: true,
	})),
	fault('pieces/cut inside letters', (stage) => {
		const bytes = Buffer.from(stage.pieces.join(''));
		const size = stage.chance.whole(3, 60);
		const pieces: Uint8Array[] = [];
		for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
		return inPieces(stage, pieces);
	}),
	fault('pieces/all at once', (stage) => inPieces(stage, [Buffer.from(stage.pieces.join(''))])),
	fault('pieces/carriage returns', (stage) =>
		inPieces(
			stage,
			stage.pieces.map((piece) => Buffer.from(piece.replaceAll('\n', '\r\n'))),
		),
	),
	fault('pieces/byte order mark', (stage) => ({
		steps: [
			head(200, { 'content-type': stage.contentType }),
			write('\ufeff'),
			...stage.pieces.map((piece) => write(piece)),
			END,
		],
		text: stage.text,
	})),
	fault('pieces/comments and blank lines', (stage) =>
		inPieces(
			stage,
			stage.pieces.flatMap((piece) => [Buffer.from(`${stage.wire.keepAlive}`), Buffer.from(piece)]),
		),
	),
	fault(
		'pieces/retry and id fields',
		(stage) =>
			inPieces(
				stage,
				stage.pieces.map((piece) => Buffer.from(`retry: 100\nid: 7\n\n${piece}`)),
			),
		EVENTS,
	),
	fault('pieces/no blank line at the end', (stage) => {
		const text = stage.pieces.join('').trimEnd();
		return { ...inPieces(stage, [Buffer.from(text)]) };
	}),
	fault(
		'end/no end mark',
		(stage) => ({
			steps: rightAnswer({ ...stage, pieces: stage.pieces.slice(0, -1) }),
			text: stage.text,
		}),
		CHAT_COMPLETIONS,
	),
	fault('end/no finish reason', (stage) => {
		const pieces = stage.wire.frames({ ...stage.answer, finishReason: 'none' }, stage.model).map(({ data }) => data);
		return { steps: rightAnswer({ ...stage, pieces }), text: stage.text };
	}),
	fault('end/a finish reason yet to come', (stage) => {
		const pieces = stage.wire.frames({ ...stage.answer, finishReason: 'bored' }, stage.model).map(({ data }) => data);
		return { steps: rightAnswer({ ...stage, pieces }), text: stage.text };
	}),
	stopping(
		'end/finish reason that says it broke off',
		(stage) =>
			rightAnswer({
				...stage,
				pieces: stage.wire.frames({ ...stage.answer, finishReason: 'error' }, stage.model).map(({ data }) => data),
			}),
		undefined,
		CHAT_COMPLETIONS,
	),
	fault('end/refused by the model', (stage) => {
		const finishReason = stage.provider === 'anthropic' ? 'refusal' : 'content_filter';
		const pieces = stage.wire.frames({ ...stage.answer, finishReason }, stage.model).map(({ data }) => data);
		return { steps: rightAnswer({ ...stage, pieces }), text: stage.text, about: 'policy' };
	}),
	fault('end/more behind it', (stage) => ({
		steps: [...rightAnswer(stage).slice(0, -1), write(stage.wire.keepAlive.repeat(20)), END],
		text: stage.text,
		countsTruly: true,
	})),
];
