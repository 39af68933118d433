import fs from 'node:fs';
import path from 'node:path';
import type { Execution } from '../../scripts/n8n/execution';
import { startFaultServer, type FaultServer } from '../support/fault-server';
import { usageLogFolder } from '../../nodes/shared/n8n-folder';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { byHand, routedLlm, type TestNode } from '../support/n8n/workflows';

const KEY = 'planted-key-5f1c';
const HEADER = 'planted-header-7d2a';
const PROMPT = "planted-prompt-9b3e, which is nobody else's business";
const ANSWER = 'planted-answer-1a4d';

let n8n: RunningN8n;
let server: FaultServer;

beforeAll(async () => {
	n8n = await startN8n({ env: { N8N_LOG_LEVEL: 'debug' } });
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
});

// What a careless provider sends back: everything it was sent.
const tattling = { error: { message: `Rejected: key ${KEY}, header ${HEADER}, prompt ${PROMPT}` } };

const ends: Array<[name: string, prepare: () => void]> = [
	['answers', () => server.reply({ text: ANSWER })],
	['refuses the key and repeats all it was sent', () => server.reply({ status: 401, body: tattling })],
	['finds the request bad and repeats all it was sent', () => server.reply({ status: 400, body: tattling })],
	['fails and repeats all it was sent', () => server.reply({ status: 500, body: tattling })],
	[
		'breaks its stream and repeats all it was sent',
		() => server.reply({ breakAfter: { tokens: 1, how: 'error', error: tattling.error } }),
	],
	['hangs', () => server.reply('hang')],
];
const onErrors: Array<NonNullable<TestNode['onError']>> = [
	'stopWorkflow',
	'continueRegularOutput',
	'continueErrorOutput',
];

describe.each(ends)('when the provider %s', (_name, prepare) => {
	it.each(onErrors)('n8n stores no secret, and no prompt in an error (%s)', async (onError) => {
		prepare();
		const before = server.requests.length;
		const execution = await runPlanted(onError);
		expect(server.requests.length).toBeGreaterThan(before);
		expect(execution.raw).not.toContain(KEY);
		expect(execution.raw).not.toContain(HEADER);
		expect(errorsAndHintsOf(execution)).not.toContain('planted-prompt');
	});
});

/** The prompt comes by an expression from the run's input. */
async function runPlanted(onError: TestNode['onError']): Promise<Execution> {
	const node = await routedLlm(n8n, [{ server, apiKey: KEY, headers: { 'X-Secret': HEADER } }], {
		onError,
		prompt: '={{ $json.ask }}',
		options: { systemMessage: '={{ $json.ask }}' },
		routingOptions: { retries: 0, maxQueueWaitSeconds: 0, firstTokenSeconds: 2, cooldownSeconds: 0 },
	});
	return await n8n.runWorkflow(byHand([node], { items: [{ ask: PROMPT }] }));
}

/** Everything that n8n stores of a run about what went wrong. */
function errorsAndHintsOf(execution: Execution): string {
	const runs = Object.values(execution.runs).flat();
	const items = [0, 1].flatMap((output) => execution.items('Routed LLM', output));
	return JSON.stringify([
		execution.error,
		runs.map(({ error, hints }) => [error, hints]),
		items.map(({ error, json }) => [error, json.error, json.message, json.details, json.routing]),
	]);
}

describe('what is left on disk after all of it', () => {
	it("no file of n8n's holds a key or a header in clear: database, log, events, usage", async () => {
		await n8n.stop();
		const files = filesUnder(path.join(n8n.userFolder, '.n8n')).concat(path.join(n8n.userFolder, 'n8n.log'));
		// The search would be idle if it did not read the files that matter.
		expect(files.map((file) => path.basename(file))).toEqual(
			expect.arrayContaining(['database.sqlite', 'usage-0.sqlite', 'n8n.log']),
		);
		expect(holding('nobody else', files)).toEqual(expect.arrayContaining(['database.sqlite']));
		expect(holding(KEY, files)).toEqual([]);
		expect(holding(HEADER, files)).toEqual([]);
	});

	it('no log and no usage file holds a prompt or an answer', () => {
		const files = [
			path.join(n8n.userFolder, 'n8n.log'),
			...filesUnder(usageLogFolder({ N8N_USER_FOLDER: n8n.userFolder })),
		];
		expect(files.length).toBeGreaterThan(1);
		expect(holding('planted-prompt', files)).toEqual([]);
		expect(holding(ANSWER, files)).toEqual([]);
	});
});

function filesUnder(folder: string): string[] {
	return fs
		.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
		.map((entry) => path.join(entry.parentPath, entry.name));
}

function holding(text: string, files: readonly string[]): string[] {
	return files.filter((file) => fs.readFileSync(file).includes(text)).map((file) => path.basename(file));
}
