import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byHand, routedLlm, type TestDeployment, type TestNode } from '../support/n8n/workflows';

let n8n: RunningN8n;
let server: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
});

interface Case {
	parameters?: Record<string, unknown>;
	deployment?: Partial<TestDeployment>;
	credentials?: TestNode['credentials'];
	items?: Array<Record<string, unknown>>;
}

const withRow = (row: Record<string, unknown>): Case => ({
	parameters: { deployments: { rows: [{ provider: 'openai-compatible', model: 'm', ...row }] } },
});

const cases: Array<[name: string, given: Case, sentence: string | RegExp]> = [
	[
		'an empty prompt',
		{ parameters: { prompt: '={{ $json.ask }}' }, items: [{ ask: 'Hello' }, { ask: '' }] },
		'Item 1: the prompt is empty: write one in Prompt, or give Messages under Options',
	],
	[
		'no deployments',
		{ parameters: { deployments: {} } },
		'There are no deployments: add at least one row under Deployments',
	],
	[
		'a negative RPM',
		{ deployment: { options: { rpm: '={{ -1 }}' } } },
		'Deployment row 1: The RPM limit must be 0 or more',
	],
	[
		'an unknown provider',
		withRow({ provider: '={{ "opnai" }}' }),
		'Item 0: Deployment row 1: unknown provider "opnai"; use one of anthropic, ollama, ollama-local, openai, openai-compatible',
	],
	[
		'an endpoint that is no URL',
		{ deployment: { server: { url: 'my desk' } } },
		/^Deployment row 1, base URL in its credential: .*is not a URL; write it like http:\/\/192\.168\.1\.20:11434$/,
	],
	[
		'an endpoint that is not there',
		withRow({ endpoint: 'attic' }),
		'Deployment row 1: the OpenAI-Compatible credential has no endpoint named "attic"',
	],
	[
		'an item without the binary it names',
		{ parameters: { options: { binaryFields: 'photo' } } },
		'Item 0: the binary field "photo" is not there; the item has no binary data',
	],
	[
		'a used provider without credential',
		{ credentials: {} },
		'Deployment row 1: no OpenAI-Compatible credential is selected; select one under Providers',
	],
];

describe('before any request is sent, one clear sentence refuses', () => {
	it.each(cases)('%s', async (_name, { parameters, deployment, credentials, items }, sentence) => {
		const node = await routedLlm(n8n, [{ server, ...deployment }], parameters);
		const workflow = await n8n.createWorkflow(
			byHand([{ ...node, credentials: credentials ?? node.credentials }], { items }),
		);
		const execution = await n8n.runWorkflow(workflow);
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
		expect(server.requests).toHaveLength(0);
		expect(await usageRows(n8n, { workflowId: workflow.id })).toEqual([]);
	});
});
