import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { RoutedLlm } from '../../nodes/RoutedLlm/RoutedLlm.node';
import { startFaultServer, type FaultServer } from '../support/fault-server';

const { loadOptions, listSearch } = new RoutedLlm().methods;

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

/** The panel on a row of Ollama, with a credential that has these endpoints. */
function panelOf(entries: Array<Record<string, string>>, endpoint = ''): ILoadOptionsFunctions {
	const parameters: Record<string, unknown> = { '&provider': 'ollama', '&endpoint': endpoint, providers: ['ollama'] };
	return {
		getCurrentNodeParameter: (name: string) => parameters[name],
		getNode: () => ({ credentials: { routedLlmOllamaApi: { id: '1', name: 'c' } } }),
		getCredentials: async () => ({ endpoints: { entries } }),
	} as unknown as ILoadOptionsFunctions;
}

describe('the list of endpoints', () => {
	it('has the first one, then each by its name and address', async () => {
		const options = await loadOptions.getEndpoints.call(panelOf([{ name: 'desk', baseUrl: 'http://desk:11434' }, { baseUrl: 'http://attic:11434/' }]));
		expect(options.map(({ value, description }) => [value, description])).toEqual([
			['', expect.stringContaining('desk')],
			['desk', 'http://desk:11434/'],
			['attic:11434', 'http://attic:11434/'],
		]);
	});

	it('repeats nothing of a base URL but its address, since a key may have been pasted there', async () => {
		const options = await loadOptions.getEndpoints.call(
			panelOf(['sk-planted', 'sk:planted', 'http://me:planted@desk', 'http://desk/?key=planted'].map((baseUrl) => ({ baseUrl }))),
		);
		expect(options).toHaveLength(5);
		expect(JSON.stringify(options)).not.toContain('planted');
	});
});

describe('the list of models', () => {
	it('is what the endpoint offers, filtered by what was typed', async () => {
		const { results } = await listSearch.searchModels.call(panelOf([{ name: 'desk', baseUrl: server.url }]));
		expect(results.length).toBeGreaterThan(0);
		const panel = panelOf([{ name: 'desk', baseUrl: server.url }], 'desk');
		expect((await listSearch.searchModels.call(panel, 'no such model')).results).toEqual([]);
	});

	it('says what is wrong with a base URL and repeats none that may be a key', async () => {
		const models = listSearch.searchModels.call(panelOf([{ name: 'desk', baseUrl: 'sk:planted' }]));
		await expect(models).rejects.toThrow(/^The base URL must begin with http:/);
	});
});
