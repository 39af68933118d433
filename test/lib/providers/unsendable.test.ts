import { createProviders } from '../../../lib/providers';
import { closeProviderConnections } from '../../../lib/providers/http/fetch';
import type { ProviderCall } from '../../../lib/providers/provider';
import { type Endpoint, PROVIDER_NAMES } from '../../../lib/types';
import { failureOf } from '../../support/failure-of';
import { type FaultServer, startFaultServer } from '../../support/fault-server';

const providers = createProviders();
let server: FaultServer;
beforeAll(async () => {
	server = await startFaultServer();
});
afterAll(async () => {
	await server.close();
	await closeProviderConnections();
});

describe.each(PROVIDER_NAMES)('%s', (name) => {
	const endpoint = (changes: Partial<Endpoint>): Endpoint => ({ baseUrl: server.url, headers: {}, ...changes });
	const read = async (changes: Partial<Endpoint>, settings: ProviderCall['settings'] = {}) => {
		const messages: ProviderCall['messages'] = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
		const signal = AbortSignal.timeout(10_000);
		for await (const _ of providers[name].stream({
			endpoint: endpoint(changes),
			model: 'm',
			messages,
			settings,
			signal,
		}));
	};

	it.each<[string, string, RegExp, Partial<Endpoint>]>([
		['a key with an ellipsis', 'access', /key/, { apiKey: 'sk-…planted' }],
		['a key of two lines', 'access', /key/, { apiKey: 'sk-planted\nplanted' }],
		['a header of two lines', 'access', /header/, { headers: { 'X-Team': 'planted\nplanted' } }],
		['a header in Greek', 'access', /header/, { headers: { 'X-Team': 'plantedΩ' } }],
		['a header with a control character', 'access', /header/, { headers: { 'X-Team': 'planted\u0001' } }],
		['a header without a proper name', 'access', /header/, { headers: { 'X planted': '1' } }],
		['a header that clients may not set', 'access', /header/, { headers: { 'Transfer-Encoding': 'planted' } }],
		['no address', 'connection', /base URL/, { baseUrl: 'planted' }],
		['an address without a host', 'connection', /base URL/, { baseUrl: 'http://' }],
	])('sends nothing with %s, and says %s', async (_, kind, words, changes) => {
		for (const attempt of [
			async () => await read(changes),
			async () => await providers[name].listModels(endpoint(changes), AbortSignal.timeout(5_000)),
		]) {
			const failure = await failureOf(attempt);
			expect(failure).toMatchObject({ kind, reached: false, message: expect.stringMatching(words) as string });
			expect(failure.message).not.toContain('planted');
		}
		expect([...server.requests, ...server.freeRequests]).toHaveLength(0);
	});

	it('sends nothing when the body cannot be written, and says unsupported', async () => {
		const failure = await failureOf(async () => await read({}, { extraBody: { big: 1n } }));
		expect(failure).toMatchObject({ kind: 'unsupported', reached: false });
		expect(server.requests).toHaveLength(0);
	});
});

describe('a key with a line break at its end', () => {
	it.each(PROVIDER_NAMES)('is sent without it by %s', async (name) => {
		const names = await providers[name].listModels(
			{ baseUrl: server.url, apiKey: 'key-1234\n', headers: {} },
			AbortSignal.timeout(5_000),
		);
		expect(Array.isArray(names)).toBe(true);
		expect(Object.values(server.freeRequests.at(-1)?.headers ?? {})).toContain('Bearer key-1234');
	});
});
