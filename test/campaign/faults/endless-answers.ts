import { fault, stopping } from './define';
import type { Fault, Stage } from './fault';
import { END, HANG, head, paced, repeat, write, type Step } from './steps';

const ON_AND_ON = 'on and on ';

const begun = (stage: Stage): Step => head(200, { 'content-type': stage.contentType });

/** A piece of the right answer that holds text; sent again and again. */
const textPiece = (stage: Stage): string =>
	stage.wire.frames({ text: [ON_AND_ON] }, stage.model).find(({ token }) => token)!.data;

const thought = (stage: Stage): string =>
	stage.wire.frames({ reasoning: 'hmm ', text: [] }, stage.model).find(({ token }) => token)!.data;

/** What never ends, slowly enough that it costs little; and what is large. */
export const ENDLESS_ANSWERS: Fault[] = [
	stopping('endless/keep-alives and no token', (stage) => [begun(stage), repeat(stage.wire.keepAlive, 10)]),
	stopping('endless/blank lines', (stage) => [begun(stage), repeat('\n', 10)]),
	fault('endless/text', (stage) => ({
		steps: [begun(stage), repeat(textPiece(stage), 10)],
		text: null,
		sends: ON_AND_ON.repeat(2_000),
	})),
	stopping('endless/reasoning', (stage) => [begun(stage), write(stage.pieces[0]!), repeat(thought(stage), 10)]),
	stopping('endless/one line', (stage) => [begun(stage), write('data: {"'), repeat('x'.repeat(2_000), 10)]),
	stopping('endless/data lines without a blank one', (stage) => [begun(stage), repeat('data: {}\n', 10)]),
	stopping(
		'endless/error body',
		({ chance }) => [
			head(chance.pick([400, 429, 500, 503]), { 'content-type': 'application/json' }),
			write('{"error":"'),
			repeat('x'.repeat(2_000), 10),
		],
		'unknown',
	),
	stopping('endless/keep-alives after some text', (stage) => [
		begun(stage),
		...stage.pieces.slice(0, Math.ceil(stage.pieces.length / 2)).map((piece) => write(piece)),
		repeat(stage.wire.keepAlive, 10),
	]),
	fault('endless/keep-alives behind the end', (stage) => ({
		steps: [begun(stage), ...stage.pieces.map((piece) => write(piece)), repeat(stage.wire.keepAlive, 10)],
		text: stage.text,
	})),
	fault('huge/one piece of text', (stage) => {
		const text = `${stage.text} ${'word '.repeat(stage.chance.whole(10_000, 40_000))}`;
		const pieces = stage.wire.frames({ ...stage.answer, text: [text] }, stage.model).map(({ data }) => data);
		return { steps: [begun(stage), ...pieces.map((piece) => write(piece)), END], text };
	}),
	fault('huge/many pieces', (stage) => {
		const words = Array.from({ length: stage.chance.whole(300, 900) }, (_, index) => `${index} `);
		const pieces = stage.wire
			.frames({ ...stage.answer, text: [stage.text, ...words] }, stage.model)
			.map(({ data }) => data);
		return { steps: [begun(stage), ...pieces.map((piece) => write(piece)), END], text: stage.text + words.join('') };
	}),
	stopping(
		'huge/error body',
		({ chance }) => [
			head(chance.pick([400, 422, 500, 502]), { 'content-type': 'application/json' }),
			write(JSON.stringify({ error: { message: `Something is wrong with the request: ${'field '.repeat(300_000)}` } })),
			END,
		],
		'unknown',
	),
	stopping('huge/error page', () => [
		head(502, { 'content-type': 'text/html' }),
		write(`<html>${'<p>Bad gateway</p>'.repeat(60_000)}</html>`),
		END,
	]),
	fault('slow/long pauses between pieces', (stage) => ({
		steps: [begun(stage), ...paced(stage.pieces, stage.chance, 40), END],
		text: stage.text,
		countsTruly: true,
	})),
	stopping('slow/one piece and silence', (stage) => [begun(stage), write(stage.pieces[0]!), HANG]),
];
