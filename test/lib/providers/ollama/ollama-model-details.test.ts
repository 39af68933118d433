import { toOllamaModelDetails } from '../../../../lib/providers/ollama/ollama-model-details';

const windowOf = (parameters: unknown, contextLength: unknown, architecture: unknown = 'llama') =>
	toOllamaModelDetails({
		parameters,
		model_info: { 'general.architecture': architecture, 'llama.context_length': contextLength },
	}).contextWindow;

describe("Ollama's model details", () => {
	it.each([
		[['completion', 'vision', 'tools'], { images: true, tools: true }],
		[['completion', 'tools', 'thinking'], { images: false, tools: true }],
		[['embedding'], { images: false, tools: false }],
	])('say by the capabilities %j what a model can do', (capabilities, supports) => {
		expect(toOllamaModelDetails({ capabilities }).supports).toEqual({ ...supports, jsonSchema: true });
	});

	it.each([[undefined], [[]], ['vision'], [null]])(
		'say nothing of images and tools by %j, as older servers',
		(capabilities) => {
			expect(toOllamaModelDetails({ capabilities })).toEqual({ supports: { jsonSchema: true } });
		},
	);

	it.each<[string, unknown, unknown, number | undefined]>([
		['what the model was made for', undefined, 131_072, 131_072],
		[
			'num_ctx where it is set, among other parameters',
			'temperature 0.7\nnum_ctx                        4096\nstop "<|eot_id|>"',
			131_072,
			4_096,
		],
		['no more than the model was made for', 'num_ctx 65536', 8_192, 8_192],
		['num_ctx alone', 'num_ctx 2048', undefined, 2_048],
		['nothing, when neither is a size', 'num_ctx lots\nstop "num_ctx 12"', '8192', undefined],
		['nothing, when neither is there', undefined, undefined, undefined],
	])('give as context window %s', (_what, parameters, contextLength, contextWindow) => {
		expect(windowOf(parameters, contextLength)).toBe(contextWindow);
	});

	it("read the length of the model's own architecture", () => {
		const info = { 'general.architecture': 'qwen3vl', 'qwen3vl.context_length': 262_144, 'clip.context_length': 77 };
		expect(toOllamaModelDetails({ model_info: info }).contextWindow).toBe(262_144);
		expect(windowOf(undefined, 4_096, null)).toBeUndefined();
	});
});
