import { createProviders } from '../../../lib/providers';
import { PROVIDER_NAMES } from '../../../lib/types';
import { startFaultServer, type FaultServer } from '../../support/fault-server';

const providers = createProviders();
/** Far from the time at which this process began. */
const WALL_MS = Date.UTC(2036, 0, 1);
let server: FaultServer;
beforeEach(async () => {
	server = await startFaultServer();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await server.close();
});

it.each(PROVIDER_NAMES)(
	'reads the date that %s names by the system clock, also after that was set right',
	async (provider) => {
		server.reply({ status: 429, headers: { 'retry-after': new Date(WALL_MS + 20_000).toUTCString() } });
		const stream = providers[provider].stream({
			endpoint: { baseUrl: server.url, headers: {} },
			model: 'm',
			messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
			settings: {},
			signal: AbortSignal.timeout(10_000),
		});
		jest.spyOn(Date, 'now').mockReturnValue(WALL_MS);
		const read = async () => {
			for await (const event of stream) expect(event).toBeDefined();
		};
		await expect(read()).rejects.toMatchObject({ failure: { kind: 'rate_limited', retryAfterMs: 20_000 } });
	},
);
