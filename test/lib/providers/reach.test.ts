import { createProviders } from '../../../lib/providers';
import { closeProviderConnections } from '../../../lib/providers/http/fetch';
import { PROVIDER_NAMES, type ProviderName } from '../../../lib/types';
import { startFaultServer } from '../../support/fault-server';
import { startSilentServer } from '../../support/silent-server';

const providers = createProviders();
afterEach(async () => {
	await closeProviderConnections();
});

/** What the adapter tells of one attempt; `begun` runs once it waits for the server. */
async function told(provider: ProviderName, baseUrl: string, begun: () => Promise<void>): Promise<boolean[]> {
	const all: boolean[] = [];
	const leaving = new AbortController();
	const read = async () => {
		const stream = providers[provider].stream({
			endpoint: { baseUrl, headers: {} },
			model: 'm',
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
			settings: {},
			signal: leaving.signal,
			onReach: (reached) => all.push(reached),
		});
		for await (const event of stream) expect(event).toBeDefined();
	};
	const failed = expect(read()).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
	await begun();
	leaving.abort();
	await failed;
	return all;
}

describe.each(PROVIDER_NAMES)('an attempt at %s', (provider) => {
	it('tells that it has not reached the server while the connection is being made', async () => {
		const silent = await startSilentServer();
		expect(await told(provider, `https://127.0.0.1:${silent.port}`, async () => await silent.untilConnected())).toEqual(
			[false],
		);
		await silent.close();
	});

	it('tells that it has, as soon as the request is on its way', async () => {
		const server = await startFaultServer();
		server.reply('hang');
		expect(await told(provider, server.url, async () => await server.untilRequests(1))).toEqual([false, true]);
		await server.close();
	});
});
