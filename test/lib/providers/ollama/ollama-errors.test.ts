import { classifyAnswer } from '../../../../lib/providers/http/classify';
import { errorDetail } from '../../../../lib/providers/http/error-answer';
import { refineOllamaError, refusesOllamaThinking } from '../../../../lib/providers/ollama/ollama-errors';
import { fixture } from './fixture';

interface Sample {
	/** Absent: inside a stream. */
	status?: number;
	kind: string;
	error: string;
}

const samples = JSON.parse(fixture('errors.json')) as Sample[];

describe('Ollama errors', () => {
	it.each(samples)('$status is $kind: $error', ({ status, kind, error }) => {
		expect(classifyAnswer(status, errorDetail({ error }), refineOllamaError)).toBe(kind);
	});

	it('tell a model that cannot think', () => {
		const refuses = (status: number, error: string) => refusesOllamaThinking({ status, body: { error } });
		expect(refuses(400, '"llama3.2" does not support thinking')).toBe(true);
		expect(refuses(500, '"llama3.2" does not support thinking')).toBe(false);
		expect(refuses(400, 'llama3.2 does not support tools')).toBe(false);
		expect(refusesOllamaThinking(undefined)).toBe(false);
	});
});
