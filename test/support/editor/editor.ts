import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { OWNER } from '../../../scripts/n8n/n8n-client';
import { NodePanel } from './node-panel';

/** Every wait in the editor gives up after this long; the slowest, its first load, takes a few seconds. */
const STEP_TIMEOUT_MS = 30_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** n8n's editor in a headless Chromium, driven by what a user sees and clicks. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly baseUrl: string,
	) {}

	/** @param viewport of the page, in pixels */
	static async open(
		executablePath: string,
		baseUrl: string,
		viewport: { width: number; height: number },
	): Promise<Editor> {
		selectors.setTestIdAttribute('data-test-id');
		const browser = await chromium.launch({ executablePath, args: FLAGS, timeout: STEP_TIMEOUT_MS });
		const page = await browser.newPage({ viewport, colorScheme: 'light', locale: 'en-GB' });
		page.setDefaultTimeout(STEP_TIMEOUT_MS);
		return new Editor(browser, page, baseUrl);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	async signIn(): Promise<void> {
		await this.page.goto(`${this.baseUrl}/signin`);
		await this.page.locator('input[name=emailOrLdapLoginId]').fill(OWNER.email);
		await this.page.locator('input[type=password]').fill(OWNER.password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.waitForURL((url) => url.pathname.startsWith('/home'));
	}

	/** A new workflow whose first node is the manual trigger. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.baseUrl}/workflow/new`);
		await this.page.getByTestId('canvas-plus-button').click();
		await this.page.getByTestId('node-creator-search-bar').fill('manual');
		await this.found('Manual Trigger').click();
		await this.page.getByTestId('canvas-trigger-node').waitFor();
	}

	/** Searches the list of nodes, opening it first, and gives the names found. */
	async findNodes(words: string): Promise<string[]> {
		const bar = this.page.getByTestId('node-creator-search-bar');
		const unsearched = this.page.getByText('Data transformation', { exact: true });
		if (await bar.isVisible()) await bar.fill('');
		else await this.page.getByTestId('node-creator-plus-button').click();
		// The list follows what is typed with a delay: what stood there before has to be gone.
		await unsearched.waitFor();
		await bar.fill(words);
		await unsearched.waitFor({ state: 'hidden' });
		return await this.page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** Adds one of the nodes just found, which opens its panel; `action` is one of those that the node lists, if it does. */
	async addFound(name: string, action?: string): Promise<NodePanel> {
		await this.found(name).click();
		if (action === undefined) await this.page.getByRole('button', { name: 'Add to workflow' }).click();
		else await this.found(action).click();
		return await new NodePanel(this.page).untilOpen();
	}

	/** Opens the panel of a node on the canvas. */
	async openNode(name: string): Promise<NodePanel> {
		await this.page.getByTestId('canvas-node').filter({ hasText: name }).dblclick();
		return await new NodePanel(this.page).untilOpen();
	}

	/** Writes what the page shows to a PNG file. */
	async takePicture(file: string): Promise<void> {
		await this.page.screenshot({ path: file });
	}

	/** Waits until the messages in the corner have gone by themselves, and takes the pointer away. */
	async settle(): Promise<void> {
		await this.page.locator('.el-notification').first().waitFor({ state: 'hidden' });
		await this.page.mouse.move(0, 0);
	}

	private found(name: string): Locator {
		return this.page.getByTestId('node-creator-item-name').getByText(name, { exact: true });
	}
}
