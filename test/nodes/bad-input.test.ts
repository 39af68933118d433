import type { ICredentialDataDecryptedObject, IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { properties } from '../../nodes/RoutedLlm/description';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { groupOf, type TestDeployment } from './support/group';
import { runNode, type RunSettings } from './support/run-node';

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

/** The one sentence a user sees; nothing may have been sent before. */
async function refusal(settings: RunSettings): Promise<string | undefined> {
	const { error } = await runNode(settings);
	expect(server.requests).toHaveLength(0);
	return error?.message;
}

const group = (parameters?: IDataObject, deployment?: Partial<TestDeployment>) =>
	groupOf([{ server, ...deployment }], parameters);
const withRow = (row: IDataObject) => group({ deployments: { rows: [row] } });
const item = (json: IDataObject) => ({ json });

describe('before anything is sent, one clear sentence refuses', () => {
	it('an empty prompt, naming the item', async () => {
		const items = [item({ ask: 'Hello' }), item({ ask: '  ' })];
		expect(await refusal({ ...group({ prompt: '={{ $json.ask }}' }), items })).toBe(
			'Item 1: the prompt is empty: write one in Prompt, or give Messages under Options',
		);
	});

	it.each([
		['the list as the panel had it before', '[{ "role": "user", "content": "" }]'],
		[
			'blanks',
			[
				{ role: 'user', content: ' \n' },
				{ role: 'user', content: [{ type: 'text', text: '' }] },
			],
		],
		[
			'what others said only',
			[
				{ role: 'system', content: 'Be kind' },
				{ role: 'assistant', content: 'Hello' },
				{ role: 'user', content: '' },
			],
		],
		['a blank result of a tool', [{ role: 'tool', tool_call_id: 'c1', content: '' }]],
	])('messages that ask nothing without a prompt: %s', async (_what, messages) => {
		const settings = group({ prompt: '', options: { messages: '={{ $json.messages }}' } });
		const items = [{ json: { messages: [{ role: 'user', content: 'Hello' }] } }, item({ messages } as IDataObject)];
		expect(await refusal({ ...settings, items })).toBe(
			'Item 1: there is nothing to ask: the prompt is empty, and so is every user message and tool result in Messages',
		);
	});

	it('Messages as the panel first shows them, without a prompt', async () => {
		const options = properties.find(({ name }) => name === 'options')!.options as INodeProperties[];
		const messages = options.find(({ name }) => name === 'messages')!.default;
		expect(await refusal(group({ prompt: '', options: { messages } }))).toBe(
			'Item 0: the prompt is empty: write one in Prompt, or give Messages under Options',
		);
	});

	it('no deployments', async () => {
		expect(await refusal(group({ deployments: {} }))).toBe(
			'There are no deployments: add at least one row under Deployments',
		);
	});

	it('a negative RPM, naming the row', async () => {
		expect(await refusal(group({}, { options: { rpm: -1 } }))).toBe(
			'Deployment row 1: The RPM limit must be 0 or more',
		);
	});

	it('all faults of all rows at once', async () => {
		const deployments = [
			{ server, options: { tpm: 1.5 } },
			{ server, options: { weight: 0, priceInput: 3 } },
		];
		expect(await refusal(groupOf(deployments, { routingOptions: { maxAttempts: 0 } }))).toMatch(
			/^(?=.*Deployment row 1: The TPM limit)(?=.*Deployment row 2: Weight)(?=.*Deployment row 2: .*output)(?=.*Routing Options: The maximum of attempts)/i,
		);
	});

	it('an unknown provider that an expression gave', async () => {
		const { parameters, credentials } = withRow({ provider: '={{ $json.provider }}', model: 'm' });
		for (const provider of ['opnai', 'toString'])
			expect(await refusal({ parameters, credentials, items: [item({ provider })] })).toBe(
				`Item 0: Deployment row 1: unknown provider "${provider}"; use one of anthropic, ollama, ollama-local, openai, openai-compatible`,
			);
	});

	it('an endpoint that is no URL, naming the row and where to mend it', async () => {
		const { parameters } = group();
		const credentials = {
			routedLlmOpenAiCompatibleApi: {
				endpoints: { entries: [{ name: 'endpoint-1', baseUrl: 'my desk', apiKey: 'planted' }] },
			},
		};
		const message = await refusal({ parameters, credentials });
		expect(message).toMatch(
			/^Deployment row 1, base URL in its credential: The base URL is not a URL; write it like http:/,
		);
	});

	it('a key that was pasted into the wrong field, without repeating it', async () => {
		const { parameters } = withRow({ provider: 'openai-compatible', model: 'm' });
		const credentials = (baseUrl: string) => ({
			routedLlmOpenAiCompatibleApi: { endpoints: { entries: [{ name: '', baseUrl }] } },
		});
		expect(await refusal({ parameters, credentials: credentials('sk-proj-planted') })).toBe(
			'Deployment row 1, base URL in its credential: The base URL is not a URL; write it like http://192.168.1.20:11434',
		);
		const byExpression = withRow({ provider: '={{ $json.provider }}', model: 'm' });
		expect(await refusal({ ...byExpression, items: [item({ provider: 'sk-proj-planted-1234567890' })] })).toBe(
			'Item 0: Deployment row 1: unknown provider; use one of anthropic, ollama, ollama-local, openai, openai-compatible',
		);
	});

	it('an endpoint that the credential does not have, and one without a URL', async () => {
		expect(await refusal(withRow({ provider: 'openai-compatible', endpoint: 'attic', model: 'm' }))).toBe(
			'Deployment row 1: the OpenAI-Compatible credential has no endpoint named "attic"',
		);
		const { parameters } = group();
		const credentials = {
			routedLlmOpenAiCompatibleApi: { endpoints: { entries: [{ name: 'endpoint-1', baseUrl: '' }] } },
		};
		expect(await refusal({ parameters, credentials })).toBe(
			'Deployment row 1: the endpoint "endpoint-1" of the OpenAI-Compatible credential has no base URL',
		);
	});

	it('a used provider without credential', async () => {
		const { parameters } = group();
		expect(await refusal({ parameters })).toBe(
			'Deployment row 1: no OpenAI-Compatible credential is selected; select one under Providers',
		);
	});

	it('a used provider that is not ticked', async () => {
		expect(await refusal(group({ providers: ['openai'] }))).toBe(
			'Deployment row 1: OpenAI-Compatible is not ticked under Providers; tick it and select its credential',
		);
	});

	it('an item without the binary it names, also when another item has it', async () => {
		const photo = { data: 'AAAA', mimeType: 'image/png' };
		const items: INodeExecutionData[] = [
			{ json: {}, binary: { photo } },
			{ json: {}, binary: { paper: photo } },
			{ json: {} },
		];
		const settings = group({ options: { binaryFields: 'photo' } });
		expect(await refusal({ ...settings, items })).toBe(
			'Item 1: the binary field "photo" is not there; the item has paper',
		);
		expect(await refusal({ ...settings, items: items.slice(2) })).toBe(
			'Item 0: the binary field "photo" is not there; the item has no binary data',
		);
	});

	it.each([
		[
			'jsonSchema',
			'{"type": ',
			'Item 0: JSON Schema is not valid JSON (it ends too early, or a bracket or quote is missing)',
		],
		['tools', '[{"name": "a",]', 'Item 0: Tools is not valid JSON (line 1, column 15)'],
		['messages', '{"role": "user"}', 'Item 0: Messages must be a JSON list, in square brackets'],
		[
			'messages',
			'[{"role": "bot", "content": "x"}]',
			'Item 0: Messages: message 1 has no valid role; use system, user, assistant or tool',
		],
		['extraBody', '[1]', 'Item 0: Extra Body Fields must be a JSON object, such as {"type": "object"}'],
		['maxOutputTokens', 1.5, 'Item 0: Max Output Tokens must be a whole number, but is 1.5'],
		['maxOutputTokens', 0, 'Item 0: Max Output Tokens must be a number of at least 1, but is 0'],
		['seed', '=1.5', 'Item 0: Seed must be a whole number, but is "1.5"'],
		['stop', '={{ [7] }}', 'Item 0: Stop Sequences must be texts, but there is 7'],
		[
			'toolChoice',
			'required',
			'Item 0: Tool Choice asks for a tool, but there is none: list one in Tools, or choose Automatic',
		],
		[
			'toolChoice',
			'=look',
			'Item 0: Tool Choice asks for a tool, but there is none: list one in Tools, or choose Automatic',
		],
		['temperature', '=hot', 'Item 0: Temperature must be a number from 0 to 2, but is "hot"'],
	])('a broken %s', async (option, value, sentence) => {
		expect(await refusal(group({ options: { [option]: value } }))).toBe(sentence);
	});

	it.each([
		[{ usageLog: '=planted' }, 'Usage Log must be auto, embedded, postgres or off'],
		[
			{ usageLog: 'embedded', usageLogOptions: { keepCallsDays: -1 } },
			'Keep Calls (Days) must be a whole number from 1 to 36500, or 0 to keep them for ever',
		],
		[
			{ usageLog: 'embedded', usageLogOptions: { keepCallsDays: '=soon' } },
			'Keep Calls (Days) must be a whole number from 1 to 36500, or 0 to keep them for ever',
		],
		[
			{ usageLog: 'embedded', usageLogOptions: { keepTexts: true, keepTextsDays: 0 } },
			'Item 0: Keep Prompts and Answers (Days) must be a whole number from 1 to 36500',
		],
		[
			{ usageLog: 'embedded', usageLogOptions: { keepTexts: '=planted' } },
			'Item 0: Keep Prompts and Answers must be true or false',
		],
		[
			{ usageLog: 'postgres' },
			'Usage Log is Postgres, but no Postgres credential is selected on the node "Ask"; select one, or choose Embedded',
		],
	])('a usage log that cannot be kept as told: %j', async (parameters, sentence) => {
		const message = await refusal(group(parameters));
		expect(message?.replace(/^Item 0: (?=Usage|Keep Calls)/, '')).toBe(sentence);
	});

	it('a Postgres credential that cannot be used, naming the field', async () => {
		const { parameters, credentials } = group({ usageLog: 'postgres' });
		const withPostgres = (data: ICredentialDataDecryptedObject) => ({
			parameters,
			credentials: { ...credentials, routedLlmPostgresApi: data },
		});
		expect(await refusal(withPostgres({ host: '' }))).toBe(
			'Postgres credential: Host is empty: give the name or address of the Postgres server',
		);
		expect(await refusal(withPostgres({ host: 'h', database: 'd', user: 'u', keepCallsDays: 1.5 }))).toMatch(
			/^Postgres credential: Keep Calls \(Days\) must be/,
		);
		expect(await refusal(withPostgres({ connection: 'url', url: 'planted' }))).toMatch(
			/^Postgres credential: The URL must begin with postgres:/,
		);
	});

	it('a model that was not chosen', async () => {
		expect(
			await refusal(withRow({ provider: 'openai-compatible', model: { __rl: true, mode: 'list', value: '' } })),
		).toBe('Deployment row 1: The model is empty; choose one or type its name');
	});

	it('a group without name', async () => {
		expect(await refusal(group({ groupName: ' ' }))).toBe(
			'Group Name is empty: give the model group a name, such as chat',
		);
	});
});

it('never repeats a prompt that is no JSON in the error', async () => {
	const { error, run } = await runNode({
		...group({ options: { messages: '={{ $json.history }}' } }),
		items: [item({ history: 'planted-prompt-text [' })],
	});
	expect(error?.message).toMatch(/^Item 0: Messages is not valid JSON/);
	expect(JSON.stringify({ ...error, stack: error?.stack, cause: error?.cause })).not.toContain('planted-prompt-text');
	expect(run.data.resultData.error?.message).not.toContain('planted-prompt-text');
});
