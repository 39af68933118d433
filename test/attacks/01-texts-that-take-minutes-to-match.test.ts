import type { ChatAnswer } from '../../lib/types';
import { classifyAnswer, type Refinement } from '../../lib/providers/http/classify';
import { refineAnthropicError } from '../../lib/providers/anthropic/anthropic-errors';
import { refineOllamaError } from '../../lib/providers/ollama/ollama-errors';
import { toOllamaModelDetails } from '../../lib/providers/ollama/ollama-model-details';
import { answerToJson } from '../../nodes/RoutedLlm/execute/answer-to-json';

/** A pattern that tries every place anew takes minutes or more for such a text; one pass takes some milliseconds. */
const MAX_CPU_MS = 2_000;

function cpuMsOf(work: () => void): number {
	const start = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(start);
	return (user + system) / 1_000;
}

const answerOf = (text: string) =>
	({ text, model: 'm', finishReason: 'stop', toolCalls: [], routing: { deployment: 'd' } }) as unknown as ChatAnswer;

describe('attack 01: a text of a provider that takes minutes to compare with a pattern', () => {
	it.each([
		['a code block of blank lines', `\`\`\`${'\n'.repeat(1_000_000)}`],
		['a code block that does not end', `\`\`\`json\n{${'\n'.repeat(1_000_000)}`],
		['blanks before and after', `${' '.repeat(500_000)}\`\`\`${' '.repeat(500_000)}x`],
	])('is read as JSON in time: %s', (_what, text) => {
		let read: unknown;
		const cpuMs = cpuMsOf(
			() => (read = answerToJson(answerOf(text), { kind: 'own', simplify: true, wantsJson: true }).json.json),
		);
		expect(read).toBeNull();
		expect(cpuMs).toBeLessThan(MAX_CPU_MS);
	});

	it.each(['\n', 'num_ctx ', 'num_ctx\t\n', ' '])('is looked through for a context window in time: %j', (piece) => {
		const parameters = piece.repeat(1_000_000 / piece.length);
		expect(cpuMsOf(() => toOllamaModelDetails({ parameters }))).toBeLessThan(MAX_CPU_MS);
	});

	it.each<[string, Refinement, string]>([
		['Ollama', refineOllamaError, 'model '],
		['Ollama', refineOllamaError, 'exceeds '],
		['Anthropic', refineAnthropicError, 'usage limit '],
		['Anthropic', refineAnthropicError, 'violates '],
	])('of an error is classified in time: %s, "%s"', (_provider, refine, piece) => {
		const message = piece.repeat(1_000_000 / piece.length);
		expect(cpuMsOf(() => classifyAnswer(400, { message }, refine))).toBeLessThan(MAX_CPU_MS);
	});
});
