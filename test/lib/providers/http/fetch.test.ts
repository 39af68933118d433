import { AGENT_OPTIONS, createProviderFetch, type ProviderFetch } from '../../../../lib/providers/http/fetch';
import { startFaultServer, type FaultServer } from '../../../support/fault-server';

let server: FaultServer;
const opened: ProviderFetch[] = [];
const open = (options?: Parameters<typeof createProviderFetch>[0]) => {
	const http = createProviderFetch(options);
	opened.push(http);
	return http;
};

beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	await Promise.all(opened.splice(0).map(async (http) => await http.close()));
	await server.close();
});

const ask = async (http: ProviderFetch, signal?: AbortSignal) => {
	const response = await http.fetch(`${server.url}/v1/chat/completions`, {
		method: 'POST',
		body: JSON.stringify({ model: 'm', stream: true }),
		signal,
	});
	return await response.text();
};

describe('provider fetch', () => {
	// undici gives up after 300 s by default; here after 100 ms, so that no test takes minutes.
	const impatient = { ...AGENT_OPTIONS, headersTimeout: 100, bodyTimeout: 100 };

	it.each([
		['headers', { delayMs: 1_200 }],
		['a body', { firstTokenDelayMs: 1_200 }],
	])('waits for %s longer than undici would', async (_, reply) => {
		server.reply(reply);
		await expect(ask(open(impatient))).rejects.toThrow();
		expect(await ask(open())).toContain('[DONE]');
	});

	it('has no timeout of its own but for connecting', () => {
		expect(AGENT_OPTIONS).toMatchObject({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 10_000 } });
	});

	it.each([
		['before the headers', 'hang' as const],
		['in the body', { breakAfter: { tokens: 1, how: 'stall' as const } }],
	])('ends at once when aborted %s', async (_, reply) => {
		server.reply(reply);
		const leaving = new AbortController();
		const answer = ask(open(), leaving.signal);
		await server.untilRequests(1);
		leaving.abort();
		await expect(answer).rejects.toThrow();
		await server.untilAborted();
	});

	it('follows no redirect', async () => {
		server.reply({ status: 302, headers: { location: `${server.url}/v1/models` }, body: 'moved' });
		expect(await ask(open())).toBe('moved');
		expect(server.freeRequests).toHaveLength(0);
	});

	it('can be closed and used again', async () => {
		const http = open();
		await ask(http);
		await http.close();
		expect(await ask(http)).toContain('[DONE]');
	});

	it('serves answers side by side, none waiting for another', async () => {
		server.script([{ breakAfter: { tokens: 1, how: 'stall' } }, {}]);
		const http = open();
		const leaving = new AbortController();
		const stalled = ask(http, leaving.signal);
		await server.untilRequests(1);
		expect(await ask(http)).toContain('[DONE]');
		leaving.abort();
		await expect(stalled).rejects.toThrow();
	});
});
