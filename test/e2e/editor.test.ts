import path from 'node:path';
import { Editor } from '../support/editor/editor';
import { describeWithChromium, findChromium } from '../support/editor/find-chromium';
import type { NodePanel } from '../support/editor/node-panel';
import { createSession } from '../support/editor/session';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { preparedRun } from '../support/n8n/prepared-run';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { startRedis, type RunningRedis } from '../support/redis/start-redis';

const PICTURE = path.resolve(__dirname, '../../docs/images/editor.png');
const ANSWER = 'To keep their data at home and their bill at zero.';
const chromium = findChromium();

/** One session in the editor: each step goes on where the one before it ended. */
describeWithChromium(chromium)('someone who is new to the node', () => {
	let n8n: RunningN8n;
	let editor: Editor;
	let panel: NodePanel;
	let atHome: FaultServer;
	let rented: FaultServer;
	let redis: RunningRedis;
	const step = createSession(
		async () => await editor?.takePicture(path.join(preparedRun().folder, 'editor-failed.png')),
	);

	beforeAll(async () => {
		[atHome, rented, redis] = await Promise.all([startFaultServer(), startFaultServer(), startRedis()]);
		atHome.models = ['llama3.2:3b', 'qwen3:8b'];
		rented.reply({ text: ANSWER, usage: { input: 21, output: 30 } });
		n8n = await startN8n();
		// Tall enough for two rows and a prompt.
		editor = await Editor.open(chromium!, n8n.baseUrl, { width: 1680, height: 1440 });
	});
	afterAll(async () => {
		await editor?.close();
		await Promise.all([atHome.close(), rented.close()]);
	});

	step('finds it in the list of nodes by its name and by what people call such a thing', async () => {
		await editor.signIn();
		await editor.newWorkflow();
		expect(await editor.findNodes('routed')).toContain('Routed LLM');
		expect(await editor.findNodes('failover')).toContain('Routed LLM');
		expect(await editor.findNodes('litellm')).toEqual(['Routed LLM', 'LLM Spend Report']);
		panel = await editor.addFound('Routed LLM');
	});

	step('creates a credential for a machine at home and one for a rented service, and both are tested', async () => {
		await panel.tickProvider('Ollama');
		const ollama = await panel.createCredential('Ollama', async (form) => {
			await form.getByTestId('fixed-collection-add').first().click();
			await form.getByTestId('parameter-input-name').getByRole('textbox').fill('desk');
			await form.getByTestId('parameter-input-baseUrl').getByRole('textbox').fill(atHome.url);
		});
		expect(ollama).toContain('Connection tested successfully');
		const openAi = await panel.createCredential('OpenAI', async (form) => {
			await form.getByTestId('parameter-input-apiKey').locator('input').fill('sk-made-up');
			await form.getByTestId('parameter-input-baseUrl').getByRole('textbox').fill(`${rented.url}/v1`);
		});
		expect(openAi).toContain('Connection tested successfully');
		expect(rented.freeRequests.at(-1)?.headers.authorization).toBe('Bearer sk-made-up');
	});

	step('fills two rows and a prompt', async () => {
		const first = await panel.addDeployment('Ollama');
		await panel.choose(first.getByTestId('parameter-input-endpoint'), 'desk');
		expect(await panel.listModels(first)).toEqual(atHome.models);
		await panel.chooseListedModel('llama3.2:3b');
		await panel.typeModel(await panel.addDeployment('OpenAI'), 'gpt-4.1-mini');
		await panel.type('prompt', 'Why do people run language models at home?');
	});

	step(
		"keeps the state in Redis from now on; its credential is tested, and the providers' are still there",
		async () => {
			await panel.close();
			panel = await editor.openNode('Routed LLM');
			await panel.chooseParameter('state', 'Redis');
			const verdict = await panel.createCredential('Redis', async (form) => {
				await form.getByTestId('parameter-input-host').getByRole('textbox').fill(redis.host);
				await form.getByTestId('parameter-input-port').locator('input').fill(String(redis.port));
			});
			expect(verdict).toContain('Connection tested successfully');
			expect(await panel.credentialLabels()).toEqual(['OpenAI', 'Ollama', 'Redis']);
			expect(await panel.models()).toEqual(['llama3.2:3b', 'gpt-4.1-mini']);
			if (process.env.EDITOR_PICTURES) await editor.takePicture(path.join(process.env.EDITOR_PICTURES, 'redis.png'));
		},
	);

	step("runs it while the machine at home is down, and sees the rented model's answer and its cost", async () => {
		await atHome.close();
		await panel.run();
		await panel.output.getByText(ANSWER).waitFor();
		expect(await panel.output.innerText()).toContain('openai/gpt-4.1-mini');
		expect(await panel.output.innerText()).toContain('0.0000564');
		expect(rented.requests).toHaveLength(1);
		expect(await usageRows(n8n)).toEqual([
			expect.objectContaining({ status: 'ok', deployment: 'openai/gpt-4.1-mini', costUsd: 0.0000564, attemptCount: 2 }),
		]);
	});

	step('closes the panel, and finds the rows as they were', async () => {
		await panel.close();
		panel = await editor.openNode('Routed LLM');
		expect(await panel.models()).toEqual(['llama3.2:3b', 'gpt-4.1-mini']);
	});

	step('turns Simplify Output off and sees every attempt', async () => {
		await panel.switch('simplify');
		await panel.run();
		await panel.showOutputAs('json');
		await panel.output.getByText('No connection to').waitFor();
		if (!process.env.UPDATE_SCREENSHOTS) return;
		await editor.settle();
		await editor.takePicture(PICTURE);
	});
});
