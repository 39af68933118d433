import path from 'node:path';
import { Editor } from '../support/editor/editor';
import { describeWithChromium, findChromium } from '../support/editor/find-chromium';
import type { NodePanel } from '../support/editor/node-panel';
import { createSession } from '../support/editor/session';
import { startFakeNtfy, type FakeNtfy } from '../support/fake-ntfy';
import { preparedRun } from '../support/n8n/prepared-run';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';

const chromium = findChromium();

/** One session in the editor: each step goes on where the one before it ended. */
describeWithChromium(chromium)('someone who wants to know what calls cost', () => {
	let n8n: RunningN8n;
	let editor: Editor;
	let panel: NodePanel;
	let ntfy: FakeNtfy;
	const step = createSession(
		async () => await editor?.takePicture(path.join(preparedRun().folder, 'spend-report-failed.png')),
	);
	const picture = async (name: string) => {
		if (process.env.EDITOR_PICTURES)
			await editor.takePicture(path.join(process.env.EDITOR_PICTURES, `spend-report-${name}.png`));
	};

	beforeAll(async () => {
		[n8n, ntfy] = await Promise.all([startN8n(), startFakeNtfy()]);
		editor = await Editor.open(chromium!, n8n.baseUrl, { width: 1680, height: 1440 });
	});
	afterAll(async () => {
		await editor?.close();
		await ntfy.close();
	});

	step('finds the node by what it is for', async () => {
		await editor.signIn();
		await editor.newWorkflow();
		for (const word of ['spend', 'budget', 'ntfy']) expect(await editor.findNodes(word)).toContain('LLM Spend Report');
		await picture('search');
		panel = await editor.addFound('LLM Spend Report', 'Summarize spend');
	});

	step('is offered the five operations, and no call of an API that is not there', async () => {
		expect(await panel.choices('operation')).toEqual([
			'Check Budget',
			'Delete Old Calls',
			'Deployment Health',
			'List Calls',
			'Summarize Spend',
		]);
		await picture('summarize');
	});

	step('needs no credential for the embedded log, and is asked for one for Postgres', async () => {
		expect(await panel.credentialLabels()).toEqual([]);
		await panel.chooseParameter('source', 'Postgres');
		expect(await panel.credentialLabels()).toEqual(['Postgres']);
	});

	step('is asked for ntfy beside it when messages are to be sent, with what a message needs', async () => {
		await panel.chooseParameter('sendNtfy', 'Yes');
		expect(await panel.credentialLabels()).toEqual(['Postgres', 'ntfy']);
		expect(await panel.isShown('topic')).toBe(true);
		await picture('ntfy');
	});

	step('creates a credential for ntfy, which is tested without a message', async () => {
		const verdict = await panel.createCredential('ntfy', async (form) => {
			await form.getByTestId('parameter-input-baseUrl').getByRole('textbox').fill(ntfy.url);
		});
		expect(verdict).toContain('Connection tested successfully');
		expect(ntfy.messages).toEqual([]);
	});

	step('sees what a budget needs, two ways out, and still both credentials', async () => {
		await panel.chooseParameter('operation', 'Check Budget');
		for (const parameter of ['source', 'budgetName', 'limitUsd', 'budgetPeriod', 'thresholds', 'topic'])
			expect(`${parameter}: ${await panel.isShown(parameter)}`).toBe(`${parameter}: true`);
		expect(await panel.isShown('groupBy')).toBe(false);
		expect(await panel.credentialLabels()).toEqual(['Postgres', 'ntfy']);
		await picture('budget');
		await panel.close();
		for (const output of ['Within Budget', 'Over Budget'])
			await editor.page.getByText(output, { exact: true }).first().waitFor();
		await picture('canvas');
	});

	step('sees only what deleting needs', async () => {
		panel = await editor.openNode('LLM Spend Report');
		await panel.chooseParameter('operation', 'Delete Old Calls');
		expect(await panel.isShown('olderThanDays')).toBe(true);
		expect(await panel.isShown('sendNtfy')).toBe(false);
		expect(await panel.credentialLabels()).toEqual(['Postgres']);
		await picture('delete');
	});

	step('may ask Redis about the health of deployments', async () => {
		await panel.chooseParameter('operation', 'Deployment Health');
		await panel.chooseParameter('state', 'Redis');
		expect(await panel.credentialLabels()).toEqual(['Postgres', 'Redis']);
		await picture('health');
	});
});
