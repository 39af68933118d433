import { createProviders } from '../../../lib/providers';
import { closeProviderConnections } from '../../../lib/providers/http/fetch';
import { type GenerationSettings, type Message, PROVIDER_NAMES, type ProviderName } from '../../../lib/types';
import { failureOf } from '../../support/failure-of';
import { type FaultServer, startFaultServer } from '../../support/fault-server';

const PROMPT = 'Name: J. Miller\nAge: 54\nDiag: ALS\nIBAN: DE89 3704\nPIN: 4711';
const FILE = 'Minutes of the board:\nthe Zürich plant closes in June';
const TOOL = 'Internal tool for the ACME merger';
const SCHEMA = 'Verdict on the suspect';

const providers = createProviders();
let server: FaultServer;
beforeAll(async () => {
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
	await closeProviderConnections();
});

function messages(provider: ProviderName): Message[] {
	const file = {
		type: 'file' as const,
		mediaType: 'text/plain',
		fileName: 'minutes.txt',
		dataBase64: Buffer.from(FILE).toString('base64'),
	};
	const text = { type: 'text' as const, text: provider === 'ollama' ? `${PROMPT}\n${FILE}` : PROMPT };
	return [{ role: 'user', content: provider === 'ollama' ? [text] : [text, file] }];
}

const settings: GenerationSettings = {
	tools: [{ name: 'merge', description: TOOL, parameters: { type: 'object', properties: {} } }],
	responseSchema: {
		name: 'verdict',
		schema: { type: 'object', properties: { guilty: { type: 'boolean', description: SCHEMA } }, required: [] },
	},
};

async function messageOf(provider: ProviderName, said: string, inStream = false): Promise<string> {
	const error = { type: 'invalid_request_error', message: said };
	const body = provider === 'ollama' ? { error: said } : { type: 'error', error };
	server.reply(
		inStream
			? { breakAfter: { tokens: 1, how: 'error', error: provider === 'ollama' ? body : error } }
			: { status: 400, body },
	);
	const stream = providers[provider].stream({
		endpoint: {
			baseUrl: provider.startsWith('openai') ? `${server.url}/v1` : server.url,
			apiKey: 'planted-key',
			headers: {},
		},
		model: 'm',
		messages: messages(provider),
		settings,
		signal: AbortSignal.timeout(10_000),
	});
	const { message } = await failureOf(async () => {
		for await (const _ of stream);
	});
	return message;
}

describe.each(PROVIDER_NAMES)('an error of %s', (provider) => {
	it.each([
		['the prompt in JSON', JSON.stringify(PROMPT)],
		['the prompt in JSON in JSON', JSON.stringify(JSON.stringify(PROMPT))],
		['the prompt without quotes', JSON.stringify(PROMPT).slice(1, -1)],
		['a text file', FILE],
		['a text file in JSON', JSON.stringify([{ role: 'user', content: FILE }])],
		["a tool's description", TOOL],
		["a schema's description", JSON.stringify(settings.responseSchema)],
	])('never quotes %s', async (_, quoted) => {
		for (const inStream of [false, true]) {
			const message = await messageOf(provider, `Invalid value: ${quoted}`, inStream);
			expect(message).toContain('Invalid value: ');
			expect(message).toContain('[hidden]');
			expect(message).not.toMatch(/Miller|54|ALS|DE89|4711|board|plant|June|ACME|merger|Verdict|suspect/);
		}
	});

	it.each([
		"model 'x' not found",
		"This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
		"Unsupported value: 'temperature' does not support 0.3 with this model.",
	])('keeps what it says of its own: %s', async (said) => {
		expect(await messageOf(provider, said)).toContain(said);
	});
});
