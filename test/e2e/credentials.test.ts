import { closedPort, startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { byHand, endpointsOf, routedLlm } from '../support/n8n/workflows';

const KEY = 'planted-key-5f1c';
const HEADER = 'planted-header-7d2a';

let n8n: RunningN8n;
let server: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
});
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

const headers = { entries: [{ name: 'X-Team', value: HEADER }] };
const single = (baseUrl: string) => ({ apiKey: KEY, baseUrl, headers });
const listed = (baseUrl: string) => ({
	endpoints: {
		entries: [
			{ name: 'desk', baseUrl, apiKey: KEY, headers },
			{ name: 'attic', baseUrl, apiKey: KEY, headers },
		],
	},
});

/** Type, what it is filled with, and how an error calls the endpoint that it is about. */
const types: Array<[type: string, fields: () => Record<string, unknown>, place: string]> = [
	['routedLlmOpenAiApi', () => single(`${server.url}/v1`), ''],
	['routedLlmAnthropicApi', () => single(server.url), ''],
	['routedLlmOllamaApi', () => listed(server.url), 'Endpoint "desk": '],
	['routedLlmOpenAiCompatibleApi', () => listed(`${server.url}/v1`), 'Endpoint "desk": '],
];

describe.each(types)('%s', (type, fields, place) => {
	it('passes its test where the key is taken, which costs nothing', async () => {
		const { id } = await n8n.createCredential(type, fields());
		expect(await n8n.testCredential(id)).toMatchObject({ status: 'OK' });
		expect(server.freeRequests.length).toBeGreaterThan(0);
		expect(JSON.stringify(server.freeRequests[0]!.headers)).toContain(KEY);
		expect(server.freeRequests[0]!.headers['x-team']).toBe(HEADER);
		expect(server.requests).toHaveLength(0);
	});

	it('fails its test where the key is refused, in a sentence without the key', async () => {
		server.freeReply = { status: 401, body: { error: { message: `Bad key ${KEY} with ${HEADER}` } } };
		const { id } = await n8n.createCredential(type, fields());
		const { status, message } = await n8n.testCredential(id);
		expect(status).toBe('Error');
		expect(message).toMatch(/401|refused|key/i);
		expect(message.startsWith(place)).toBe(true);
		expect(message).not.toContain(KEY);
		expect(message).not.toContain(HEADER);
	});

	it('fails its test where nobody answers, within its time', async () => {
		server.freeReply = 'close';
		const { id } = await n8n.createCredential(type, fields());
		expect(await n8n.testCredential(id)).toMatchObject({ status: 'Error' });
	});

	it('comes back with every secret masked, and the rest in clear', async () => {
		const { id } = await n8n.createCredential(type, fields());
		const read = JSON.stringify(await n8n.readCredential(id));
		expect(read).not.toContain(KEY);
		expect(read).not.toContain(HEADER);
		expect(read).toContain(server.url);
		expect(read).toContain('X-Team');
	});
});

it('keeps the real secrets of an endpoint list when the masked ones are saved again', async () => {
	const node = await routedLlm(n8n, [{ server, apiKey: KEY, headers: { 'X-Team': HEADER } }]);
	const { id } = node.credentials!.routedLlmOpenAiCompatibleApi!;
	const { name, type, data } = await n8n.readCredential(id);
	expect(data.endpoints.entries[0].apiKey).not.toBe(KEY);
	await n8n.call('PATCH', `/rest/credentials/${id}`, { name: `${name} renamed`, type, data });

	expect((await n8n.runWorkflow(byHand([node]))).status).toBe('success');
	expect(server.requests[0]!.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-team': HEADER });
});

describe('the test of an endpoint list', () => {
	it('names the endpoint that fails, and only that', async () => {
		const dead = { url: `http://127.0.0.1:${await closedPort()}` };
		const { id } = await n8n.createCredential(
			'routedLlmOpenAiCompatibleApi',
			endpointsOf([{ server }, { server: dead }]),
		);
		const { status, message } = await n8n.testCredential(id);
		expect(status).toBe('Error');
		expect(message).toContain('"endpoint-2"');
		expect(message).not.toContain('endpoint-1');
	});

	it('says what is no URL', async () => {
		const entries = [{ name: 'desk', baseUrl: 'not a url' }];
		const { id } = await n8n.createCredential('routedLlmOllamaApi', { endpoints: { entries } });
		expect(await n8n.testCredential(id)).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^Endpoint "desk": .*is not a URL/),
		});
	});

	it('says that there is no endpoint yet', async () => {
		const { id } = await n8n.createCredential('routedLlmOllamaApi', endpointsOf([]));
		expect(await n8n.testCredential(id)).toMatchObject({
			status: 'Error',
			message: 'There is no endpoint yet: add one',
		});
	});
});
