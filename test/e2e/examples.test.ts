import fs from 'node:fs';
import path from 'node:path';
import { importDemoWorkflow } from '../../scripts/demo/demo-workflow';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';

const FOLDER = path.resolve(__dirname, '..', '..', 'examples');

let n8n: RunningN8n;
let server: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
});

const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

test.each(files)('%s is imported, with nodes that this n8n has and no credential of ours in it', async (file) => {
	const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
	const workflow = await n8n.createWorkflow(JSON.parse(text));
	const known = new Set((await n8n.nodeTypes()).map(({ name }) => name));
	expect(workflow.nodes.map(({ type }) => type as string).filter((type) => !known.has(type))).toEqual([]);
	for (const node of workflow.nodes)
		for (const reference of Object.values(node.credentials ?? {})) expect(reference).toMatchObject({ id: '' });
});

test('local-first.json runs: the local model is down, the rented one answers at its published price', async () => {
	server.reply({ text: 'To keep their data at home.', usage: { input: 1000, output: 100 } });
	const workflow = await importDemoWorkflow(n8n, server.url);
	const execution = await n8n.runWorkflow(workflow);

	expect(execution.status).toBe('success');
	const [item] = execution.items('Routed LLM');
	expect(item?.json).toMatchObject({
		text: 'To keep their data at home.',
		routing: {
			attempts: [
				{ deployment: 'ollama/llama3.2:3b', outcome: 'connection' },
				{ deployment: 'openai/gpt-4.1-mini', outcome: 'ok' },
			],
		},
	});
	expect(await usageRows(n8n, { workflowId: workflow.id })).toEqual([
		expect.objectContaining({
			status: 'ok',
			provider: 'openai',
			costUsd: expect.closeTo((1000 * 0.4 + 100 * 1.6) / 1e6, 12),
		}),
	]);
});
