import type { ICredentialTestFunctions, ICredentialsDecrypted } from 'n8n-workflow';
import { RoutedLlm } from '../../nodes/RoutedLlm/RoutedLlm.node';
import { closedPort, startFaultServer, type FaultServer } from '../support/fault-server';

const { credentialTest } = new RoutedLlm().methods;

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
});

async function resultOf(test: string, data: ICredentialsDecrypted['data']) {
	const credential = { id: '1', name: 'c', type: 't', data };
	return await credentialTest[test]!.call({} as ICredentialTestFunctions, credential);
}

const endpoints = (...entries: Array<Record<string, unknown>>) =>
	({ endpoints: { entries } }) as ICredentialsDecrypted['data'];

describe.each([
	['testOpenAiCredential', '/v1', 'authorization', 'Bearer key-1'],
	['testAnthropicCredential', '', 'x-api-key', 'key-1'],
] as const)('%s', (test, path, keyHeader, keyValue) => {
	it('asks for the list of models with the key and the custom headers', async () => {
		const headers = { entries: [{ name: 'X-Team', value: 'team-1' }] };
		const result = await resultOf(test, { apiKey: 'key-1', baseUrl: server.url + path, headers });
		expect(result).toEqual({ status: 'OK', message: 'Connection successful' });
		expect(server.freeRequests.at(-1)?.path).toMatch(/models/);
		expect(server.freeRequests.at(-1)?.headers).toMatchObject({ [keyHeader]: keyValue, 'x-team': 'team-1' });
	});

	it('says that the key is refused', async () => {
		server.freeReply = { status: 401 };
		const result = await resultOf(test, { apiKey: 'key-1', baseUrl: server.url + path });
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/401|key/);
		expect(result.message).not.toContain('key-1');
	});

	it('says clearly when the base URL is none', async () => {
		expect(await resultOf(test, { apiKey: 'key-1', baseUrl: 'api openai' })).toEqual({
			status: 'Error',
			message: 'The base URL is not a URL; write it like http://192.168.1.20:11434',
		});
	});

	it('repeats no key that was pasted into the base URL', async () => {
		for (const baseUrl of ['sk-proj-planted', 'sk-proj:planted', `${server.url.replace('//', '//me:planted@')}/v1`]) {
			const { status, message } = await resultOf(test, { apiKey: 'key-1', baseUrl });
			expect(status).toBe('Error');
			expect(message).not.toContain('planted');
		}
	});
});

describe('testOllamaCredential', () => {
	it('asks every endpoint for its version', async () => {
		const result = await resultOf('testOllamaCredential', endpoints({ name: 'desk', baseUrl: server.url }));
		expect(result.status).toBe('OK');
		expect(server.freeRequests.map(({ path }) => path)).toEqual(['/api/version']);
	});

	it('says that the key is refused, as a proxy in front of it may', async () => {
		server.freeReply = { status: 401 };
		const result = await resultOf(
			'testOllamaCredential',
			endpoints({ name: 'desk', baseUrl: server.url, apiKey: 'key-1' }),
		);
		expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/^Endpoint "desk": .*(401|key)/) });
		expect(result.message).not.toContain('key-1');
	});
});

describe('testOpenAiCompatibleCredential', () => {
	it('names each endpoint that fails, and no other', async () => {
		const result = await resultOf(
			'testOpenAiCompatibleCredential',
			endpoints(
				{ name: 'good', baseUrl: `${server.url}/v1` },
				{ name: 'dead', baseUrl: `http://127.0.0.1:${await closedPort()}/v1` },
				{ name: 'wrong', baseUrl: 'attic' },
				{ name: 'empty', baseUrl: '' },
			),
		);
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(
			/^Endpoint "dead": .*; Endpoint "wrong": The base URL is not a URL.*; Endpoint "empty" has no base URL$/,
		);
	});

	it('names an endpoint without name for its host, or its place in the list where that is none', async () => {
		const result = await resultOf(
			'testOpenAiCompatibleCredential',
			endpoints(
				{ name: '', baseUrl: 'ftp://desk.lan' },
				{ name: '', baseUrl: 'sk-proj-planted' },
				{ name: '', baseUrl: '' },
			),
		);
		expect(result.message).toMatch(
			/^Endpoint "desk.lan": .*; Endpoint "endpoint 2": .*; Endpoint "endpoint 3" has no base URL$/,
		);
		expect(result.message).not.toContain('planted');
	});

	it('says what a missing list of models means', async () => {
		server.freeReply = { status: 404 };
		const result = await resultOf('testOpenAiCompatibleCredential', endpoints({ name: 'desk', baseUrl: server.url }));
		expect(result.message).toMatch(/^Endpoint "desk": there is no list of models at this base URL \(404\); check it/);
	});

	it('asks for an endpoint when there is none', async () => {
		expect(await resultOf('testOpenAiCompatibleCredential', {})).toEqual({
			status: 'Error',
			message: 'There is no endpoint yet: add one',
		});
	});
});
