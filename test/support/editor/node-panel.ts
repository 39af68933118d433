import type { Locator, Page } from 'playwright-core';

const OPENING_ATTEMPTS = 5;
const OPENING_TIMEOUT_MS = 5_000;

/** The open panel of a node: its parameters in the middle, its output on the right. */
export class NodePanel {
	readonly output: Locator;
	private readonly closeButton: Locator;
	private readonly deployments: Locator;
	private readonly credentialForm: Locator;

	constructor(private readonly page: Page) {
		this.closeButton = page.getByTestId('ndv-close-button');
		this.output = page.getByTestId('output-panel');
		this.credentialForm = page.getByTestId('editCredential-modal');
		this.deployments = page.getByTestId('fixed-collection-deployments');
	}

	async untilOpen(): Promise<this> {
		await this.closeButton.waitFor();
		return this;
	}

	async close(): Promise<void> {
		await this.closeButton.click();
		await this.closeButton.waitFor({ state: 'hidden' });
	}

	/** Ticks one more provider. */
	async tickProvider(label: string): Promise<void> {
		await openList(this.page.getByTestId('parameter-input-providers'), this.option(label));
		await this.option(label).click();
		await this.page.keyboard.press('Escape');
		await this.option(label).waitFor({ state: 'hidden' });
	}

	/** Creates a credential that the panel asks for and gives what n8n says of it: at once when its test fails, else when it is opened again. */
	async createCredential(label: string, fill: (form: Locator) => Promise<void>): Promise<string> {
		await this.credentialSlot(label).getByTestId('node-credentials-empty-state').getByRole('button').click();
		return await this.fillAndSave(label, fill, true);
	}

	/** Changes a selected credential and gives what n8n says of it. */
	async editCredential(label: string, fill: (form: Locator) => Promise<void>): Promise<string> {
		await this.credentialSlot(label).getByTestId('credential-edit-button').click();
		return await this.fillAndSave(label, fill, false);
	}

	/** Adds an empty row to the Deployments table and chooses its provider. */
	async addDeployment(provider: string): Promise<Locator> {
		const row = this.rows().nth(await this.rows().count());
		await this.deployments.getByTestId('fixed-collection-add').click();
		await this.choose(row.getByTestId('parameter-input-provider'), provider);
		return row;
	}

	/** Opens a list and chooses from it. */
	async choose(list: Locator, choice: string): Promise<void> {
		await openList(list, this.option(choice));
		await this.option(choice).click();
		await this.option(choice).waitFor({ state: 'hidden' });
	}

	/** Chooses from the list of a parameter. */
	async chooseParameter(parameter: string, choice: string): Promise<void> {
		await this.choose(this.page.getByTestId(`parameter-input-${parameter}`), choice);
	}

	/** What the list of a parameter offers. */
	async choices(parameter: string): Promise<string[]> {
		return await this.offered(this.page.getByTestId(`parameter-input-${parameter}`), '.option-headline');
	}

	/** What may be added to a collection, by the text that stands on its button. */
	async addable(placeholder: string): Promise<string[]> {
		return await this.offered(this.page.getByPlaceholder(placeholder, { exact: true }), 'span >> nth=0');
	}

	async isShown(parameter: string): Promise<boolean> {
		return await this.page.getByTestId(`parameter-input-${parameter}`).isVisible();
	}

	/** The labels of the credentials that the panel shows, top to bottom. */
	async credentialLabels(): Promise<string[]> {
		const labels = await this.page.getByTestId('node-credentials-slot').locator('label').allInnerTexts();
		return labels.map((label) => label.trim());
	}

	/** The models that a row's list offers; the list stays open. */
	async listModels(row: Locator): Promise<string[]> {
		const items = this.page.getByTestId('rlc-item');
		await openList(row.getByTestId('rlc-input'), items.first());
		return await items.allInnerTexts();
	}

	/** Chooses from the list that `listModels` has opened. */
	async chooseListedModel(model: string): Promise<void> {
		await this.page.getByTestId('rlc-item').getByText(model, { exact: true }).click();
		await this.page.getByTestId('rlc-item').first().waitFor({ state: 'hidden' });
	}

	/** Chooses from a parameter's list that can be searched. */
	async chooseFromList(parameter: string, choice: string): Promise<void> {
		const list = this.page.getByTestId(`resource-locator-${parameter}`);
		await openList(list.getByTestId('rlc-input'), this.page.getByTestId('rlc-item').first());
		await this.chooseListedModel(choice);
	}

	async typeModel(row: Locator, model: string): Promise<void> {
		await this.choose(row.getByTestId('rlc-mode-selector'), 'By ID');
		await row.getByTestId('rlc-input').fill(model);
	}

	/** The models of the rows, listed or typed. */
	async models(): Promise<string[]> {
		await this.rows().first().waitFor();
		const fields = await this.rows().getByTestId('rlc-input').all();
		return await Promise.all(fields.map(async (field) => await field.inputValue()));
	}

	/** Types into a text parameter. */
	async type(parameter: string, text: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).getByRole('textbox').fill(text);
	}

	/** Flips a boolean parameter. */
	async switch(parameter: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).locator('.el-switch').click();
	}

	async showOutputAs(view: 'schema' | 'table' | 'json'): Promise<void> {
		await this.output.getByTestId(`radio-button-${view}`).click();
	}

	async run(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	/** @param name where the name is in each entry of the list */
	private async offered(list: Locator, name: string): Promise<string[]> {
		const entries = this.page.locator('.el-select-dropdown__item:visible');
		await openList(list, entries.first());
		const names = await Promise.all((await entries.all()).map(async (entry) => await entry.locator(name).innerText()));
		await this.page.keyboard.press('Escape');
		await entries.first().waitFor({ state: 'hidden' });
		return names.map((text) => text.trim());
	}

	private credentialSlot(label: string): Locator {
		return this.page.getByTestId('node-credentials-slot').filter({ has: this.page.getByText(label, { exact: true }) });
	}

	private async fillAndSave(label: string, fill: (form: Locator) => Promise<void>, isNew: boolean): Promise<string> {
		const form = this.credentialForm;
		await fill(form);
		const tested = this.page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test'));
		await this.page.getByTestId('credential-save-button').click();
		const { data } = (await (await tested).json()) as { data: { status: string } };
		const verdict = form
			.getByTestId('credentials-config-container-test-success')
			.or(form.getByText('Couldn’t connect'))
			.first();
		// A new one closes by itself where its test passes, and is tested again when it is opened.
		if (data.status === 'OK' && isNew) {
			await form.waitFor({ state: 'hidden' });
			await this.credentialSlot(label).getByTestId('credential-edit-button').click();
		}
		await verdict.waitFor();
		const details = form.getByText('More details');
		if (await details.isVisible()) await details.click();
		const text = await form.innerText();
		await form.getByRole('button', { name: 'Close' }).click();
		await form.waitFor({ state: 'hidden' });
		return text;
	}

	private rows(): Locator {
		return this.deployments.locator('[data-draggable]');
	}

	/** An entry of the list that is open. */
	private option(label: string): Locator {
		return this.page
			.locator('.el-select-dropdown__item:visible')
			.filter({ has: this.page.getByText(label, { exact: true }) });
	}
}

/** Clicks until the list is open: the editor ignores clicks on a list whose choices are still on their way. */
async function openList(list: Locator, choice: Locator): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		await list.click();
		try {
			return await choice.waitFor({ timeout: OPENING_TIMEOUT_MS });
		} catch (error) {
			if (attempt === OPENING_ATTEMPTS) throw error;
		}
	}
}
