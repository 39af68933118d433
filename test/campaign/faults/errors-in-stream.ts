import { fault, stopping } from './define';
import type { About, Fault, Stage } from './fault';
import { END, head, json, placeInside, write, type Step } from './steps';

/** In the shape of the protocol. */
function errorOf({ provider }: Stage, type: string, message: string): unknown {
	if (provider === 'ollama') return { error: message };
	if (provider === 'anthropic') return { type, message };
	return { message, type, code: null };
}

/** After some pieces; 0: at once. */
function errorAfter(stage: Stage, pieces: number, type: string, message: string): Step[] {
	return [
		head(200, { 'content-type': stage.contentType }),
		...stage.pieces.slice(0, pieces).map((piece) => write(piece)),
		write(stage.wire.errorFrame(errorOf(stage, type, message))),
		END,
	];
}

const KINDS: ReadonlyArray<[id: string, type: string, message: string, about: About]> = [
	['overloaded', 'overloaded_error', 'Overloaded', 'deployment'],
	['rate limit', 'rate_limit_error', 'Rate limit reached for requests per minute', 'deployment'],
	['server', 'server_error', 'an error was encountered while running the model: unexpected EOF', 'deployment'],
	['request', 'invalid_request_error', 'messages: text content blocks must be non-empty', 'request'],
	['unknown', 'mystery_error', 'Something happened', 'deployment'],
];

/** Errors that a server finds out about when it has said 200 already. */
export const ERRORS_IN_STREAM: Fault[] = [
	...KINDS.flatMap(([id, type, message, about]) => [
		stopping(`error in stream/${id}, at once`, (stage) => errorAfter(stage, 0, type, message), about),
		fault(`error in stream/${id}, after some text`, (stage) => ({
			steps: errorAfter(stage, placeInside(stage), type, message),
			// One behind the finish reason takes nothing from the answer.
			text: stage.text,
			about,
		})),
	]),
	stopping(
		'error in stream/as a whole body',
		(stage) => json(200, { error: errorOf(stage, 'server_error', 'The model is loading') }),
		'request',
	),
	stopping(
		'error in stream/empty error',
		(stage) => [head(200, { 'content-type': stage.contentType }), write(stage.wire.errorFrame({})), END],
		'request',
	),
];
