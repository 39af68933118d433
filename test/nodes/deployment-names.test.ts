import type { DeploymentInput } from '../../lib';
import { nameByEndpoint } from '../../nodes/shared/name-by-endpoint';

const on = (endpointName: string, more: Partial<DeploymentInput> = {}) => ({
	deployment: { provider: 'ollama', model: 'llama3.2', ...more } as DeploymentInput,
	endpointName,
});
const namesOf = (...placed: Array<ReturnType<typeof on>>) => nameByEndpoint(placed).map(({ name }) => name);

describe('the name of a deployment', () => {
	it('tells the endpoints apart that one model is on', () => {
		expect(namesOf(on('desk'), on('attic'), on('desk', { model: 'qwen3' }))).toEqual([
			'ollama/llama3.2 @ desk',
			'ollama/llama3.2 @ attic',
			undefined,
		]);
	});

	it('is left to the library where the endpoint says nothing', () => {
		expect(namesOf(on('desk'), on('desk', { rpm: 3 }))).toEqual([undefined, undefined]);
		expect(namesOf(on('desk'), on('attic', { provider: 'openai-compatible' }))).toEqual([undefined, undefined]);
	});

	it('is the one that the user gave', () => {
		expect(namesOf(on('desk', { name: 'mine' }), on('attic'))).toEqual(['mine', undefined]);
		expect(namesOf(on('desk', { name: 'mine' }), on('attic'), on('nas'))).toEqual([
			'mine',
			'ollama/llama3.2 @ attic',
			'ollama/llama3.2 @ nas',
		]);
	});
});
