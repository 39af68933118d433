import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createProviders } from '../../../../lib/providers';
import { closeProviderConnections } from '../../../../lib/providers/http/fetch';
import { type Endpoint, ProviderFailure, type ProviderEvent } from '../../../../lib/types';
import {
	type RecordedServer,
	type Recording,
	readRecording,
	startRecordedServer,
} from '../../../support/recorded-server';
import { foldEvents } from '../fold-events';
import { NOT_YET, type Outcome, OUTCOMES, type Version } from './outcomes';

const VERSIONS: readonly Version[] = ['0.24', '0.32'];
/** Whole, in pieces that cut lines and characters, and byte by byte. */
const WRITE_BYTES = [1_000_000, 61, 1];
/** No chats: a list of models, a model's details, a sign of life. */
const FREE = ['missing-model-show', 'v1-models', 'version'];

const providers = createProviders();
let server: RecordedServer;
beforeAll(async () => {
	server = await startRecordedServer();
});
afterAll(async () => {
	await server.close();
	await closeProviderConnections();
});

/** The adapter that speaks what was recorded, at the server's address. */
function adapterOf({ request }: Recording) {
	const isOpenAi = /\/v1\/(chat|models)/.test(request);
	const endpoint: Endpoint = { baseUrl: isOpenAi ? `${server.url}/v1` : server.url, headers: {} };
	return { provider: providers[isOpenAi ? 'openai-compatible' : 'ollama'], endpoint };
}

async function ask(recording: Recording): Promise<Outcome> {
	const { provider, endpoint } = adapterOf(recording);
	const events: ProviderEvent[] = [];
	try {
		const stream = provider.stream({
			endpoint,
			model: 'm',
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
			settings: {},
			signal: AbortSignal.timeout(10_000),
		});
		for await (const event of stream) events.push(event);
	} catch (error) {
		if (!(error instanceof ProviderFailure)) throw error;
		const { kind, status, message } = error.failure;
		return { text: foldEvents(events).text, kind, ...(status !== undefined && { status }), said: saidIn(message) };
	}
	const { text, reasoning, calls, usage, finish } = foldEvents(events);
	for (const { id } of calls) expect(id).toMatch(/^call_/);
	return {
		text,
		finish,
		...(reasoning !== '' && { reasoning }),
		...(calls.length > 0 && { calls: calls.map(({ name = '', arguments: args }) => ({ name, arguments: args })) }),
		...(usage !== undefined && { usage }),
	};
}

/** What the server said, without our words around it. */
function saidIn(message: string): string {
	return message
		.replace(/^127\.0\.0\.1:\d+/, 'HOST')
		.replace(/^The provider (answered \d+( \(\w+\))?|broke off with an error): /, '');
}

describe.each(VERSIONS)('Ollama %s, recorded', (version) => {
	it('has a row for every recording', () => {
		const files = readdirSync(join(__dirname, `../../../fixtures/recorded/ollama-${version}`));
		expect(files.map((file) => file.replace('.txt', '')).sort()).toEqual([...Object.keys(OUTCOMES), ...FREE].sort());
	});

	it.each(Object.entries(OUTCOMES))('%s', async (name, outcomes) => {
		const recording = readRecording(`ollama-${version}/${name}`);
		for (const writeBytes of WRITE_BYTES) {
			server.play(recording, writeBytes);
			expect(await ask(recording)).toEqual(outcomes[version]);
			expect(server.requests).toHaveLength(1);
		}
	});

	it('lists its models, is alive, and does not know a model', async () => {
		const signal = AbortSignal.timeout(10_000);
		const play = (name: string) => {
			const recording = readRecording(`ollama-${version}/${name}`);
			server.play(recording, 1);
			return adapterOf(recording);
		};
		const list = play('v1-models');
		expect(await list.provider.listModels(list.endpoint, signal)).toContain('tiny-two-calls:latest');
		const { provider, endpoint } = play('version');
		await expect(provider.probe?.(endpoint, signal)).resolves.toBeUndefined();
		play('missing-model-show');
		await expect(provider.describeModel?.(endpoint, 'nope:7b', signal)).rejects.toMatchObject({
			failure: { kind: 'model_not_found', status: 404 },
		});
	});
});

it('what is not right yet is not what the rows say', () => {
	for (const [key, right] of Object.entries(NOT_YET)) {
		const [version, name] = key.split('/') as [Version, string];
		expect(OUTCOMES[name]?.[version]).not.toMatchObject(right);
	}
});
