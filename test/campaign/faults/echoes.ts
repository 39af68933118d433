import { fault } from './define';
import type { Fault, Stage } from './fault';
import { END, head, json, rightAnswer, write } from './steps';

/** The ways in which servers quote the request that they refuse. */
const QUOTATIONS: ReadonlyArray<[id: string, quote: (seen: Stage['seen']) => string]> = [
	['the prompt', ({ prompt }) => `Cannot process: ${prompt}`],
	['the prompt in quotes', ({ prompt }) => `Invalid content "${prompt}"`],
	['the beginning of the prompt', ({ prompt }) => `Cannot process input starting with ${prompt.slice(0, 80)}...`],
	[
		'the prompt as JSON',
		({ prompt }) => `Invalid request: ${JSON.stringify({ messages: [{ role: 'user', content: prompt }] })}`,
	],
	['the prompt as JSON in JSON', ({ prompt }) => `Invalid: ${JSON.stringify(JSON.stringify({ content: prompt }))}`],
	['the prompt in capitals', ({ prompt }) => `CANNOT PROCESS: ${prompt}`],
	['the key', ({ apiKey }) => `Incorrect API key provided: ${apiKey}.`],
	[
		'the key in a header',
		({ apiKey }) => `Upstream refused the request; headers: {"authorization":"Bearer ${apiKey}"}`,
	],
	['a header', ({ headerToken }) => `Team token ${headerToken} is not known`],
	['one word of the prompt', ({ prompt }) => `The word ${/patient is (\w+)/.exec(prompt)?.[1] ?? ''} is not allowed`],
	[
		'key and header in an address',
		({ apiKey, headerToken }) => `GET https://up.example/v1?key=${apiKey}&team=${headerToken} failed`,
	],
];

const bodyOf = ({ provider }: Stage, message: string): unknown =>
	provider === 'ollama' ? { error: message } : { type: 'error', error: { type: 'invalid_request_error', message } };

/** An answer that is right but for the model that it says it is of. */
const fromModel = (id: string, name: (seen: Stage['seen']) => string): Fault =>
	fault(`echo/${id}, as the model's name`, (stage) => {
		const answer = { ...stage.answer, servedModel: `m-${name(stage.seen)}` };
		const pieces = stage.wire.frames(answer, stage.model).map(({ data }) => data);
		return { steps: rightAnswer({ ...stage, pieces }), text: stage.text, countsTruly: true };
	});

export const ECHOES: Fault[] = [
	fromModel('the key', ({ apiKey }) => apiKey),
	fromModel('a header', ({ headerToken }) => headerToken),
	...QUOTATIONS.flatMap(([id, quote]) => [
		fault(`echo/${id}, in a refusal`, (stage) => ({
			steps: json(stage.chance.pick([400, 401, 404, 422, 429, 500, 503]), bodyOf(stage, quote(stage.seen))),
			text: null,
			about: 'unknown',
		})),
		fault(`echo/${id}, in a stream`, (stage) => ({
			steps: [
				head(200, { 'content-type': stage.contentType }),
				write(
					stage.wire.errorFrame(
						stage.provider === 'ollama'
							? { error: quote(stage.seen) }
							: { type: 'api_error', message: quote(stage.seen) },
					),
				),
				END,
			],
			text: null,
		})),
	]),
];
