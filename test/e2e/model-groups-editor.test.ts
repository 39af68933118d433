import path from 'node:path';
import { Editor } from '../support/editor/editor';
import { describeWithChromium, findChromium } from '../support/editor/find-chromium';
import type { NodePanel } from '../support/editor/node-panel';
import { createSession } from '../support/editor/session';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { preparedRun } from '../support/n8n/prepared-run';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';

const ANSWER = 'Once, for all of them.';
const chromium = findChromium();

/** One session in the editor: each step goes on where the one before it ended. */
describeWithChromium(chromium)('someone who comes from LiteLLM', () => {
	let n8n: RunningN8n;
	let editor: Editor;
	let panel: NodePanel;
	let server: FaultServer;
	const step = createSession(
		async () => await editor?.takePicture(path.join(preparedRun().folder, 'model-groups-failed.png')),
	);
	const picture = async (name: string) => {
		if (process.env.EDITOR_PICTURES)
			await editor.takePicture(path.join(process.env.EDITOR_PICTURES, `model-groups-${name}.png`));
	};
	const config = (key: string) => `model_list:
  - model_name: chat
    litellm_params:
      model: openai/model-1
      api_base: ${server.url}/v1
      ${key}: os.environ/OPENAI_API_KEY
  - model_name: long
    litellm_params:
      model: openai/model-2
      api_base: ${server.url}/v1
      api_key: os.environ/OPENAI_API_KEY
general_settings:
  master_key: sk-1234
`;

	beforeAll(async () => {
		[n8n, server] = await Promise.all([startN8n(), startFaultServer()]);
		server.reply({ text: ANSWER, usage: { input: 21, output: 30 } });
		editor = await Editor.open(chromium!, n8n.baseUrl, { width: 1680, height: 1440 });
	});
	afterAll(async () => {
		await editor?.close();
		await server.close();
	});

	step('chooses a shared group and is asked for one credential only', async () => {
		await editor.signIn();
		await editor.newWorkflow();
		await editor.findNodes('litellm');
		panel = await editor.addFound('Routed LLM');
		await picture('here');
		await panel.chooseParameter('modelGroup', 'Shared');
		expect(await panel.credentialLabels()).toEqual(['Model Groups']);
		expect(await panel.isShown('deployments')).toBe(false);
		await picture('shared');
	});

	step(
		'pastes config.yaml with a typo, and the test names line, column and what was meant, and what is ignored',
		async () => {
			const verdict = await panel.createCredential('Model Groups', async (form) => {
				await form.getByTestId('parameter-input-modelGroups').locator('.cm-content').fill(config('api_kye'));
				await form.getByTestId('fixed-collection-add').first().click();
				await form.getByTestId('parameter-input-name').getByRole('textbox').fill('OPENAI_API_KEY');
				await form.getByTestId('parameter-input-value').locator('input').fill('sk-made-up');
			});
			await picture('faults');
			expect(verdict).toContain('line 6, column 7: Unknown setting "api_kye"; did you mean "api_key"?');
			expect(verdict).toContain('master_key');
		},
	);

	step('mends it, accepts what is ignored, and the test passes; the secret comes back masked', async () => {
		const verdict = await panel.editCredential('Model Groups', async (form) => {
			expect(await form.getByTestId('parameter-input-value').locator('input').inputValue()).not.toContain('sk-made-up');
			await form.getByTestId('parameter-input-modelGroups').locator('.cm-content').fill(config('api_key'));
			await panel.choose(form.getByTestId('parameter-input-ignoredSettings'), 'Accepted');
		});
		expect(verdict).toContain('Connection tested successfully');
		await picture('credential');
	});

	step('picks the group by name and runs', async () => {
		await panel.chooseFromList('sharedGroup', 'chat');
		await panel.type('prompt', 'Where is it written which model answers?');
		await panel.run();
		await panel.output.getByText(ANSWER).waitFor();
		expect(server.requests.at(-1)!.headers.authorization).toBe('Bearer sk-made-up');
		await picture('answer');
	});

	step('breaks the text, and the workflow goes on with the last valid version and says so', async () => {
		await panel.editCredential('Model Groups', async (form) => {
			await form.getByTestId('parameter-input-modelGroups').locator('.cm-content').fill('model_list: [');
		});
		await panel.run();
		await panel.output.getByText('its last valid version goes on serving').waitFor();
		expect(await panel.output.innerText()).toContain(ANSWER);
		await picture('warning');
	});

	step('pastes a text with its keys as hidden, which keeps its lines and never comes back', async () => {
		const verdict = await panel.editCredential('Model Groups', async (form) => {
			await panel.choose(form.getByTestId('parameter-input-textMode'), 'Hidden');
			await form
				.getByTestId('parameter-input-hiddenModelGroups')
				.locator('.cm-content')
				.fill(config('api_key').replaceAll('os.environ/OPENAI_API_KEY', 'sk-in-the-text'));
		});
		expect(verdict).toContain('Connection tested successfully');
		server.reply({ text: 'Hidden and sound.' });
		await panel.run();
		await panel.output.getByText('Hidden and sound.').waitFor();
		expect(server.requests.at(-1)!.headers.authorization).toBe('Bearer sk-in-the-text');
		expect(await panel.output.innerText()).not.toContain('last valid version');
		await picture('hidden');
	});
});
