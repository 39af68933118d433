import { type Attempt, openAttempt } from '../../../../lib/providers/http/attempt';
import { clientByEndpoint, fetchOfAttempt, fetchOptions } from '../../../../lib/providers/http/client-by-endpoint';
import { closeProviderConnections } from '../../../../lib/providers/http/fetch';
import type { Endpoint } from '../../../../lib/types';
import { type FaultServer, startFaultServer } from '../../../support/fault-server';

let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await server.close();
	await closeProviderConnections();
});

const open = (signal: AbortSignal = AbortSignal.timeout(10_000)): Attempt =>
	openAttempt({ endpoint: { baseUrl: server.url, headers: {} }, signal }, { refine: () => undefined });
const post = async (attempt: Attempt) =>
	await attempt.fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: '{}' });

describe('an attempt', () => {
	it('keeps the error answer to its last request in the words of the server', async () => {
		const attempt = open();
		server.script([{ status: 400, body: { error: 'no such field' } }, {}]);
		await expect(post(attempt)).rejects.toMatchObject({ failure: { kind: 'bad_request', status: 400 } });
		expect(attempt.refusal).toMatchObject({ status: 400, body: { error: 'no such field' } });
		await (await post(attempt)).text();
		expect(attempt.refusal).toBeUndefined();
	});

	it('says unsupported of what a library threw before anything was sent, and server of it later', async () => {
		const attempt = open();
		expect(attempt.failure(new TypeError('x')).failure).toMatchObject({ kind: 'unsupported', reached: false });
		await (await post(attempt)).text();
		expect(attempt.failure(new TypeError('x')).failure).toMatchObject({ kind: 'server', reached: true });
		expect(attempt.failure(new SyntaxError('x')).failure.message).toMatch(/sent an answer that is no JSON\.$/);
	});

	it('tells a cancel before anything was sent from a later one', async () => {
		const leaving = new AbortController();
		const [early, late] = [open(leaving.signal), open(leaving.signal)];
		await (await post(late)).text();
		leaving.abort();
		expect(early.failure(new Error('x')).failure).toMatchObject({ kind: 'cancelled', reached: false });
		expect(late.failure(new Error('x')).failure).toMatchObject({ kind: 'cancelled', reached: true });
		await expect(early.run(async () => await post(early))).rejects.toMatchObject({ failure: { reached: false } });
		expect(() => open(leaving.signal)).toThrow('cancelled');
		expect(server.requests).toHaveLength(1);
	});

	it('looks at what its fetch threw, and not at what an SDK made of it', async () => {
		const attempt = open();
		server.reply('close');
		await expect(post(attempt)).rejects.toThrow();
		expect(attempt.failure(new Error('Request timed out.')).failure.message).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
	});
});

describe('clients by endpoint', () => {
	const endpoint = (apiKey: string): Endpoint => ({ baseUrl: 'http://host', apiKey, headers: {} });

	it('are made once for an endpoint, and the one longest unused goes at 200', async () => {
		const made: string[] = [];
		const clientOf = clientByEndpoint(async ({ apiKey = '' }) => {
			made.push(apiKey);
			return apiKey;
		});
		for (let at = 0; at < 200; at++) await clientOf(endpoint(`key-${at}`));
		expect(await clientOf(endpoint('key-0'))).toBe('key-0');
		expect(made).toHaveLength(200);
		await clientOf(endpoint('one-more'));
		await clientOf(endpoint('key-0'));
		expect(made).toHaveLength(201);
		await clientOf(endpoint('key-1'));
		expect(made).toHaveLength(202);
	});

	it('send each request by the attempt that it names', async () => {
		const [one, other] = [open(), open()];
		server.reply({ status: 400, body: { error: 'no' } });
		const init = { method: 'POST', body: '{}', ...fetchOptions(one) };
		await expect(fetchOfAttempt(`${server.url}/v1/chat/completions`, init)).rejects.toThrow();
		expect(one.refusal?.status).toBe(400);
		expect(other.refusal).toBeUndefined();
	});
});
