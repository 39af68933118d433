import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowDefinition } from '../../scripts/n8n/n8n-client';
import { createPostgresUsageLog, type UsageRow } from '../../lib';
import { Editor } from '../support/editor/editor';
import { describeWithChromium, findChromium } from '../support/editor/find-chromium';
import type { NodePanel } from '../support/editor/node-panel';
import { createSession } from '../support/editor/session';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { preparedRun } from '../support/n8n/prepared-run';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { startPostgres, type RunningPostgres } from '../support/postgres/start-postgres';

const chromium = findChromium();

let n8n: RunningN8n;
let server: FaultServer;
let postgres: RunningPostgres;

beforeAll(async () => {
	[n8n, server, postgres] = await Promise.all([startN8n(), startFaultServer(), startPostgres()]);
});
afterAll(async () => {
	await server.close();
});

/** The rows of a workflow as soon as there is one. */
async function rowsOf(workflowId: string): Promise<UsageRow[]> {
	const log = createPostgresUsageLog({ ...postgres, schema: 'routed_llm', poolSize: 1 });
	try {
		for (let look = 1; ; look++) {
			const rows = await log.calls({ workflowId });
			if (rows.length > 0 || look === 100) return rows;
			await sleep(100);
		}
	} finally {
		await log.close();
	}
}

/** One session in the editor: each step goes on where the one before it ended. */
describeWithChromium(chromium)('someone who wants the usage log in Postgres', () => {
	let editor: Editor;
	let panel: NodePanel;
	const step = createSession(
		async () => await editor?.takePicture(path.join(preparedRun().folder, 'postgres-usage-failed.png')),
	);
	const picture = async (name: string) => {
		if (process.env.EDITOR_PICTURES)
			await editor.takePicture(path.join(process.env.EDITOR_PICTURES, `postgres-${name}.png`));
	};

	beforeAll(async () => {
		editor = await Editor.open(chromium!, n8n.baseUrl, { width: 1680, height: 1440 });
	});
	afterAll(async () => {
		await editor?.close();
	});

	step('is asked for no credential of it before', async () => {
		await editor.signIn();
		await editor.newWorkflow();
		await editor.findNodes('routed');
		panel = await editor.addFound('Routed LLM');
		expect(await panel.credentialLabels()).toEqual(['OpenAI']);
		expect(await panel.choices('usageLog')).toEqual(['Automatic', 'Embedded', 'Off', 'Postgres']);
		expect(await panel.addable('Add Usage Log Option')).toEqual([
			'Keep Calls (Days)',
			'Keep Prompts and Answers',
			'Keep Prompts and Answers (Days)',
		]);
		await picture('before');
	});

	step('chooses it, and is asked for its credential, which is tested; the choice stays in the panel', async () => {
		await panel.chooseParameter('usageLog', 'Postgres');
		expect(await panel.credentialLabels()).toEqual(['OpenAI', 'Postgres']);
		const verdict = await panel.createCredential('Postgres', async (form) => {
			await form.getByTestId('parameter-input-host').getByRole('textbox').fill(postgres.host);
			await form.getByTestId('parameter-input-port').locator('input').fill(String(postgres.port));
			await form.getByTestId('parameter-input-user').getByRole('textbox').fill(postgres.user);
			await form.getByTestId('parameter-input-password').locator('input').fill(postgres.password);
			await picture('credential');
		});
		expect(verdict).toContain('Connection tested successfully');
		for (const parameter of ['providers', 'state', 'usageLog'])
			expect(`${parameter}: ${await panel.isShown(parameter)}`).toBe(`${parameter}: true`);
		// How long calls are kept is said in the credential.
		expect(await panel.addable('Add Usage Log Option')).toEqual([
			'Keep Prompts and Answers',
			'Keep Prompts and Answers (Days)',
		]);
		await picture('chosen');
	});

	step('turns it off, and is asked for it no longer', async () => {
		await panel.chooseParameter('usageLog', 'Off');
		expect(await panel.credentialLabels()).toEqual(['OpenAI']);
		expect(await panel.isShown('usageLog')).toBe(true);
		await picture('off');
	});
});

test('examples/postgres-usage.json runs, and its call is a row in Postgres with its tag', async () => {
	server.reply({ text: 'To keep it within bounds.', usage: { input: 1000, output: 100 } });
	const { host, port, database, user, password } = postgres;
	const fields: Record<string, Record<string, unknown>> = {
		routedLlmOllamaApi: { endpoints: { entries: [{ name: 'home', baseUrl: server.url, apiKey: '' }] } },
		routedLlmOpenAiApi: { apiKey: 'no-key-needed', baseUrl: `${server.url}/v1` },
		routedLlmPostgresApi: { connection: 'fields', host, port, database, user, password },
	};
	const definition = JSON.parse(
		fs.readFileSync(path.resolve(__dirname, '../../examples/postgres-usage.json'), 'utf8'),
	) as WorkflowDefinition;
	for (const node of definition.nodes)
		for (const type of Object.keys(node.credentials ?? {}))
			node.credentials![type] = await n8n.createCredential(type, fields[type]!);
	const workflow = await n8n.createWorkflow(definition);
	const execution = await n8n.runWorkflow(workflow);
	expect(execution.status).toBe('success');
	expect(await rowsOf(workflow.id)).toEqual([
		expect.objectContaining({
			status: 'ok',
			deployment: 'ollama/llama3.2:3b',
			inputTokens: 1000,
			tags: { project: 'demo' },
		}),
	]);
	expect(await usageRows(n8n, { workflowId: workflow.id })).toEqual([]);
});
