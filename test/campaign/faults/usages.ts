import { CHAT_COMPLETIONS, fault } from './define';
import type { Fault, Script, Stage } from './fault';
import { rightAnswer } from './steps';

const FIGURES = /"(prompt_tokens|completion_tokens|input_tokens|output_tokens|prompt_eval_count|eval_count)":\d+/g;

/** The right answer with other figures written into its usage, as JSON text. */
const withFigures = (stage: Stage, figure: string): Script => ({
	steps: rightAnswer({ ...stage, pieces: stage.pieces.map((piece) => piece.replace(FIGURES, `"$1":${figure}`)) }),
	text: stage.text,
});

const figure = (id: string, text: string): Fault => fault(`usage/${id}`, (stage) => withFigures(stage, text));

const usageChunk = (usage: string) => `data: {"id":"late","choices":[],"usage":${usage}}\n\n`;

/** Counts as they should not be. None of them may cost the answer, its row or the limits. */
export const USAGES: Fault[] = [
	fault('usage/none', (stage) => ({
		steps: rightAnswer({
			...stage,
			pieces: stage.wire.frames({ ...stage.answer, usage: 'none' }, stage.model).map(({ data }) => data),
		}),
		text: stage.text,
	})),
	figure('zero', '0'),
	figure('negative', '-7'),
	figure('fraction', '12.5'),
	figure('text', '"12"'),
	figure('null', 'null'),
	figure('list', '[1]'),
	figure('true', 'true'),
	figure('beyond whole numbers', '9007199254740993'),
	figure('a counter that ran backwards', '18446744073709551615'),
	figure('beyond all numbers', '1e400'),
	fault(
		'usage/in every piece',
		(stage) => ({
			steps: rightAnswer({
				...stage,
				pieces: stage.pieces.map((piece) =>
					piece.replace(/"choices":\[/, '"usage":{"prompt_tokens":10,"completion_tokens":1},"choices":['),
				),
			}),
			text: stage.text,
		}),
		CHAT_COMPLETIONS,
	),
	fault(
		'usage/in the choice',
		(stage) => ({
			steps: rightAnswer({
				...stage,
				pieces: stage.wire
					.frames({ ...stage.answer, usage: 'none' }, stage.model)
					.map(({ data }) =>
						data.replace(/"finish_reason":"/, '"usage":{"prompt_tokens":10,"completion_tokens":4},"finish_reason":"'),
					),
			}),
			text: stage.text,
		}),
		CHAT_COMPLETIONS,
	),
	fault(
		'usage/zeros behind the true one',
		(stage) => ({
			steps: rightAnswer({
				...stage,
				pieces: [
					...stage.pieces.slice(0, -1),
					usageChunk('{"prompt_tokens":0,"completion_tokens":0}'),
					...stage.pieces.slice(-1),
				],
			}),
			text: stage.text,
		}),
		CHAT_COMPLETIONS,
	),
	fault(
		'usage/a word for it',
		(stage) => ({
			steps: rightAnswer({
				...stage,
				pieces: [...stage.pieces.slice(0, -1), usageChunk('"much"'), ...stage.pieces.slice(-1)],
			}),
			text: stage.text,
		}),
		CHAT_COMPLETIONS,
	),
];
