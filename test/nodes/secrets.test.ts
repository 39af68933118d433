import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSettings } from './support/run-node';
import { runNode } from './support/run-node';
import { n8nUserFolder } from './support/temp-n8n-folder';
import { createSqliteUsageLog } from '../../lib';
import { usageLogFolder } from '../../nodes/shared/n8n-folder';
import {
	closedPort,
	startFaultServer,
	type Behaviour,
	type FaultServer,
	type ReceivedRequest,
} from '../support/fault-server';

const KEY = 'planted-key-5f1c';
const HEADER = 'planted-header-7d2a';
const PROMPT = 'planted-prompt-9b3e';
const ANSWER = 'planted-answer-1a4d';

const ON_ERROR = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

let server: FaultServer;
let logged: string[];
beforeEach(async () => {
	server = await startFaultServer();
	logged = [];
	for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
		jest.spyOn(console, level).mockImplementation((...args) => void logged.push(JSON.stringify(args)));
});
afterEach(async () => {
	jest.restoreAllMocks();
	await server.close();
});

/** The prompt comes by an expression, so that it is not part of the workflow itself. */
function settings(baseUrl: string, more: Partial<RunSettings> = {}): RunSettings {
	return {
		parameters: {
			groupName: 'chat',
			providers: ['openai-compatible'],
			deployments: { rows: [{ provider: 'openai-compatible', model: 'm' }] },
			prompt: '={{ $json.ask }}',
			simplify: false,
			options: { systemMessage: '={{ $json.ask }}', tags: { entries: [{ name: 'project', value: 'p1' }] } },
			routingOptions: { retries: 0, maxQueueWaitSeconds: 0, firstTokenSeconds: 0.2 },
		},
		credentials: {
			routedLlmOpenAiCompatibleApi: {
				endpoints: {
					entries: [{ name: 'one', baseUrl, apiKey: KEY, headers: { entries: [{ name: 'X-Secret', value: HEADER }] } }],
				},
			},
		},
		items: [{ json: { ask: PROMPT } }],
		mode: 'trigger',
		...more,
	};
}

/** Everything the run left behind, as n8n would store it, but its input. */
async function tracesOf(run: RunSettings): Promise<string> {
	const { run: stored, error, outputs } = await runNode(run);
	delete stored.data.resultData.runData.Items;
	const { resultData } = stored.data;
	// Error items hold their input, which is no trace of ours.
	for (const { json } of outputs.flat()) for (const name of Object.keys(run.items![0]!.json)) delete json[name];
	return [
		JSON.stringify(resultData),
		JSON.stringify({ ...error, message: error?.message, stack: error?.stack, cause: String(error?.cause) }),
		...logged,
		...filesUnder(n8nUserFolder),
	].join('\n');
}

function filesUnder(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => join(folder, name))
		.filter((path) => statSync(path).isFile())
		.map((path) => readFileSync(path, 'latin1'));
}

// What a careless provider sends back: everything it was sent.
const tattling = `Rejected: key ${KEY}, header ${HEADER}, prompt ${PROMPT}`;
const saying = (message: string) => ({ error: { message } });

describe.each([
	['answers', () => server.reply({ text: ANSWER })],
	['refuses the key', () => server.reply({ status: 401, body: saying(tattling) })],
	['finds the request bad', () => server.reply({ status: 400, body: saying(tattling) })],
	['limits', () => server.reply({ status: 429, headers: { 'retry-after': '30' }, body: saying(tattling) })],
	['fails', () => server.reply({ status: 500, body: `<html>${tattling}</html>` })],
	[
		'breaks off with an error',
		() => server.reply({ text: ['a ', 'b'], breakAfter: { tokens: 1, how: 'error', error: { message: tattling } } }),
	],
	['cuts the stream', () => server.reply({ text: ['a ', 'b'], breakAfter: { tokens: 1, how: 'cut' } })],
	['hangs', () => server.reply('hang')],
])('when the provider %s', (_what, prepare) => {
	beforeEach(prepare);

	it.each(ON_ERROR)('no key or header is in any output, error, hint, log line or usage row (%s)', async (onError) => {
		const traces = await tracesOf(settings(`${server.url}/v1`, { onError }));
		expect(traces).not.toContain(KEY);
		expect(traces).not.toContain(HEADER);
	});
});

describe('a request that the provider repeats', () => {
	const ask = 'Name: J. Miller\nDiagnosis: amyotrophic sclerosis\nIBAN: DE89 3704 0044\n"Whom may we tell?"';
	const system = 'You are the clerk of Initech, which acquires Globex in June.';
	const PRIVATE = /Miller|sclerosis|DE89|3704|tell\?|clerk|Initech|Globex/;

	type Echo = (request: ReceivedRequest) => string;
	const echoes: Array<[string, Echo]> = [
		['as it came', ({ headers, body }) => `Invalid request: ${JSON.stringify({ ...body, headers })}`],
		[
			'in plain text',
			({ body }) =>
				`Invalid value: ${(body.messages as Array<{ content: string }>).map(({ content }) => content).join('\n')}`,
		],
		['in a string in a string', ({ body }) => `Upstream said: ${JSON.stringify(JSON.stringify(body.messages))}`],
	];
	const ways: Array<[string, (said: string) => Behaviour]> = [
		['400', (said) => ({ status: 400, body: saying(said) })],
		['401', (said) => ({ status: 401, body: saying(said) })],
		['429', (said) => ({ status: 429, body: saying(said) })],
		['500', (said) => ({ status: 500, body: said })],
		['an error in its stream', (said) => ({ breakAfter: { tokens: 1, how: 'error', error: { message: said } } })],
	];
	const cases = echoes.flatMap(([how, echo]) => ways.map(([way, behave]) => ({ how, way, behave, echo })));

	it.each(cases)('$how, with $way, is in no error, hint, log line or usage row', async ({ behave, echo }) => {
		server.reply((request) => behave(echo(request)));
		const base = settings(`${server.url}/v1`);
		const parameters = {
			...base.parameters,
			options: { systemMessage: '={{ $json.system }}' },
			routingOptions: { retries: 0, maxQueueWaitSeconds: 0, cooldownSeconds: 0 },
		};
		for (const onError of ON_ERROR) {
			const traces = await tracesOf({ ...base, parameters, items: [{ json: { ask, system } }], onError });
			expect(traces).toContain('[hidden]');
			expect(traces).not.toMatch(PRIVATE);
			expect(traces).not.toContain(KEY);
			expect(traces).not.toContain(HEADER);
		}
		// One more where the echo of `stream_options` looks like a refusal of it.
		expect(server.requests.length).toBeGreaterThanOrEqual(ON_ERROR.length);
	});
});

describe('a prompt', () => {
	it.each([
		['failed', () => server.reply({ status: 500 })],
		['was refused', () => server.reply({ status: 400, body: saying(tattling) })],
		['was answered', () => server.reply({ text: ANSWER })],
	])('is in no error, log line or usage row when its call %s', async (_what, prepare) => {
		prepare();
		expect(await tracesOf(settings(`${server.url}/v1`))).not.toContain(PROMPT);
	});

	it('and its answer are in no file', async () => {
		server.reply({ text: ANSWER });
		await runNode(settings(`${server.url}/v1`));
		const files = filesUnder(n8nUserFolder).join('\n');
		expect(files).not.toContain(PROMPT);
		expect(files).not.toContain(ANSWER);
	});
});

it('a planted secret would be found: an answer that repeats it is', async () => {
	server.reply({ text: KEY });
	expect(await tracesOf(settings(`${server.url}/v1`))).toContain(KEY);
});

it('a dead port leaves no secret either', async () => {
	const traces = await tracesOf(settings(`http://127.0.0.1:${await closedPort()}/v1`));
	expect(traces).toContain('openai-compatible/m');
	expect(traces).not.toMatch(new RegExp(`${KEY}|${HEADER}|${PROMPT}`));
});

it('the usage row says where the call came from, what it cost in tokens, and its tags', async () => {
	server.reply({ text: 'fine' });
	await runNode(settings(`${server.url}/v1`));
	const usageLog = createSqliteUsageLog({ folder: usageLogFolder() });
	const [row] = await usageLog.calls({ limit: 1 });
	await usageLog.close();
	expect(row).toMatchObject({
		group: 'chat',
		deployment: 'openai-compatible/m',
		status: 'ok',
		inputTokens: 10,
		workflowId: 'workflow-1',
		workflowName: 'Test workflow',
		nodeName: 'Ask',
		executionId: 'execution-1',
		tags: { project: 'p1' },
	});
	expect(row?.costUsd).toBeUndefined();
});

// Last, since what it writes stays in the files that the others look into.
describe('prompts and answers that the node is told to keep', () => {
	const keeping = (more: Partial<RunSettings> = {}) => {
		const base = settings(`${server.url}/v1`, more);
		return { ...base, parameters: { ...base.parameters, simplify: true, usageLogOptions: { keepTexts: true } } };
	};
	/** All but the usage log, where they are. */
	async function tracesElsewhere(run: RunSettings): Promise<string> {
		const { run: stored, error, outputs, hints } = await runNode(run);
		for (const { json } of outputs.flat()) for (const name of ['ask', 'text']) delete json[name];
		return JSON.stringify([
			stored.data.resultData.runData.Ask,
			{ ...error, message: error?.message, stack: error?.stack },
			hints,
			logged,
		]);
	}

	it('are in the usage log and in nothing else that a call leaves', async () => {
		server.reply({ text: ANSWER });
		const traces = await tracesElsewhere(keeping());
		expect(traces).not.toContain(PROMPT);
		expect(traces).not.toContain(ANSWER);
		const usageLog = createSqliteUsageLog({ folder: usageLogFolder() });
		const [row] = await usageLog.calls({ limit: 1, withTexts: true });
		await usageLog.close();
		expect(row?.texts).toMatchObject({ prompt: expect.stringContaining(PROMPT), answer: ANSWER });
		expect(JSON.stringify(row)).not.toMatch(new RegExp(`${KEY}|${HEADER}`));
	});

	it.each(ON_ERROR)('are in no error or hint of a call that failed (%s)', async (onError) => {
		server.reply({ status: 400, body: saying(tattling) });
		expect(await tracesElsewhere(keeping({ onError }))).not.toContain(PROMPT);
	});
});
