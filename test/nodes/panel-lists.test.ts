import './support/temp-n8n-folder';
import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { LlmSpendReport } from '../../nodes/LlmSpendReport/LlmSpendReport.node';
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
		const options = await loadOptions.getEndpoints.call(
			panelOf([{ name: 'desk', baseUrl: 'http://desk:11434' }, { baseUrl: 'http://attic:11434/' }]),
		);
		expect(options.map(({ value, description }) => [value, description])).toEqual([
			['', expect.stringContaining('desk')],
			['desk', 'http://desk:11434/'],
			['attic:11434', 'http://attic:11434/'],
		]);
	});

	it('repeats nothing of a base URL but its address, since a key may have been pasted there', async () => {
		const options = await loadOptions.getEndpoints.call(
			panelOf(
				['sk-planted', 'sk:planted', 'http://me:planted@desk', 'http://desk/?key=planted'].map((baseUrl) => ({
					baseUrl,
				})),
			),
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

describe('the list of model groups', () => {
	const text =
		'groups:\n  chat: { deployments: [{ provider: ollama, model: m }] }\n  code-review: { deployments: [{ provider: ollama, model: n }] }\n';
	/** The panel of a node with a Model Groups credential. */
	const panelWith = (modelGroups: string, parameters: Record<string, unknown> = {}): ILoadOptionsFunctions =>
		({
			getCurrentNodeParameter: (name: string) => parameters[name],
			getNode: () => ({
				name: 'Ask',
				credentials: { routedLlmModelGroupsApi: { id: `lists-${modelGroups.length}`, name: 'c' } },
			}),
			getCredentials: async () => ({ textMode: 'visible', modelGroups }),
		}) as unknown as ILoadOptionsFunctions;
	const names = ({ results }: { results: Array<{ value: unknown }> }) => results.map(({ value }) => value);

	it("is the credential's, in its order, filtered by what was typed", async () => {
		expect(names(await listSearch.searchGroups.call(panelWith(text)))).toEqual(['chat', 'code-review']);
		expect(names(await listSearch.searchGroups.call(panelWith(text), 'REVIEW'))).toEqual(['code-review']);
	});

	it('says what is wrong with the text', async () => {
		await expect(listSearch.searchGroups.call(panelWith('groups: 7\n'))).rejects.toThrow(
			/^The Model Groups credential has faults: line 1, column \d+: /,
		);
	});

	it("of the report has the credential's too, where that is its source", async () => {
		const report = new LlmSpendReport().methods.listSearch;
		expect(names(await report.searchGroups.call(panelWith(text, { source: 'groups' })))).toEqual([
			'chat',
			'code-review',
		]);
		await expect(report.searchGroups.call(panelWith(text, { source: 'postgres' }))).rejects.toThrow(
			'no Postgres credential is selected',
		);
	});
});
