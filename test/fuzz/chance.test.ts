import { createChance } from './chance';
import { mutateAnswer } from './mutate-answer';
import { readSamples } from './samples';

describe('a case of the fuzzer', () => {
	const samples = readSamples();

	it('is the same whenever its seed and number are, and another otherwise', () => {
		const make = (seed: number, index: number) => JSON.stringify(mutateAnswer(samples, createChance(seed, index)));
		for (let index = 0; index < 50; index++) expect(make(7, index)).toBe(make(7, index));
		const cases = new Set(Array.from({ length: 200 }, (_, index) => make(7, index)));
		expect(cases.size).toBeGreaterThan(190);
		expect(make(8, 0)).not.toBe(make(7, 0));
	});

	it('begins with an answer of each protocol', () => {
		expect(new Set(samples.map(({ protocol }) => protocol))).toEqual(
			new Set(['openai-compatible', 'anthropic', 'ollama']),
		);
		expect(new Set(samples.map(({ framing }) => framing))).toEqual(new Set(['sse', 'ndjson', 'json']));
	});
});
