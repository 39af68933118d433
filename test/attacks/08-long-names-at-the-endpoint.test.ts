import type { RouterConfigInput } from '../../lib';
import { loadRuntime, type Runtime } from '../../nodes/shared/runtime';
import { endpointOf, replyTo } from '../nodes/support/openai-request';
import { answersOf, runNode } from '../nodes/support/run-node';
import { groupOf } from '../nodes/support/group';
import { startFaultServer, type FaultServer } from '../support/fault-server';

const MESSAGES = [{ role: 'user', content: 'Hello' }];
const MB = 1024 * 1024;

let server: FaultServer;
let runtime: Runtime;
beforeAll(async () => {
	[server, runtime] = await Promise.all([startFaultServer(), loadRuntime()]);
});
beforeEach(() => {
	server.requests.length = 0;
});
afterAll(async () => {
	await server.close();
});

const reply = async (body: unknown, parameters = {}) => await replyTo(endpointOf(body, [{ server }], parameters));
const keptRouters = () => [...runtime['routers'].values()];

describe('attack 08: long names at the endpoint', () => {
	it('are refused with 400 beyond 256 characters, and neither kept nor sent', async () => {
		const before = keptRouters().length;
		for (let request = 0; request < 50; request++) {
			const model = `${request}`.padEnd(5 * MB, 'm');
			expect(await reply({ model, messages: MESSAGES })).toEqual({
				status: 400,
				error: {
					message: `model may have 256 characters, but has ${5 * MB}`,
					type: 'invalid_request_error',
					param: 'model',
					code: null,
				},
			});
		}
		expect(keptRouters()).toHaveLength(before);
		expect(server.requests).toHaveLength(0);
	});

	it('of 256 characters are names as any other', async () => {
		expect(await reply({ model: 'm'.repeat(256), messages: MESSAGES })).toEqual({ status: 200 });
		expect((await reply({ model: 'm'.repeat(257), messages: MESSAGES })).status).toBe(400);
	});

	it('made up without end keep a bounded number of routers', async () => {
		for (let request = 0; request < 250; request++)
			expect((await reply({ model: `${request}`.padEnd(256, 'x'), messages: MESSAGES })).status).toBe(200);
		expect(keptRouters().length).toBeLessThanOrEqual(200);
	}, 60_000);

	it('are no way around it when another expression makes the name of the group', async () => {
		const settings = endpointOf({ model: 'chat', long: 'g'.repeat(MB), messages: MESSAGES }, [{ server }], {
			groupName: '={{ $json.body.long }}',
		});
		expect((await replyTo(settings)).error?.message).toBe(`Group Name may have 256 characters, but has ${MB}`);
		expect(server.requests).toHaveLength(0);
	});

	it.each([
		[{ user: 'u'.repeat(513) }, 'user'],
		[{ metadata: { note: 'n'.repeat(513) } }, 'metadata.note'],
		[{ metadata: { ['n'.repeat(65)]: 'x' } }, 'metadata'],
		[{ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`n${index}`, 'x'])) }, 'metadata'],
		[{ metadata: 'text' }, 'metadata'],
		[{ metadata: { note: 5 } }, 'metadata.note'],
	])('nor do tags have more than OpenAI allows', async (fields, param) => {
		expect(await reply({ model: 'chat', messages: MESSAGES, ...fields })).toMatchObject({
			status: 400,
			error: { param },
		});
		expect(server.requests).toHaveLength(0);
	});

	it.each([
		[[{ name: 'team', value: 'v'.repeat(513) }], 'Tags: a value may have 512 characters, but that of "team" has 513'],
		[[{ name: 'n'.repeat(65), value: 'x' }], 'Tags: a name may have 64 characters, but one has 65'],
		[
			Array.from({ length: 17 }, (_, index) => ({ name: `n${index}`, value: 'x' })),
			'Tags may have 16 rows, but has 17',
		],
	])("nor do the node's own tags, which an expression may fill in", async (entries, message) => {
		const own = groupOf([{ server }], { prompt: 'Hello', options: { tags: { entries } } });
		expect((await runNode(own)).error?.message).toBe(`Item 0: ${message}`);
		expect(server.requests).toHaveLength(0);
		const allowed = [{ name: 'n'.repeat(64), value: 'v'.repeat(512) }];
		expect(
			await answersOf(groupOf([{ server }], { prompt: 'Hello', options: { tags: { entries: allowed } } })),
		).toHaveLength(1);
	});

	it('do not matter for what is kept of large configurations: their length is bounded together', () => {
		const use = { usage: 'off', state: 'process' } as const;
		const largest = (name: string): RouterConfigInput => {
			const deployment = (index: number) => ({
				provider: 'openai' as const,
				apiKey: 'k',
				model: `m${index}`,
				headers: { 'X-Note': 'n'.repeat(8_000) },
			});
			return { groups: { [name]: { deployments: Array.from({ length: 100 }, (_, index) => deployment(index)) } } };
		};
		for (let index = 0; index < 40; index++) runtime.router(largest(`group-${index}`), use);
		const latest = runtime.router(largest('group-39'), use);
		const total = keptRouters().reduce((sum, { length }) => sum + length, 0);
		expect(total).toBeLessThanOrEqual(16_000_000);
		expect(total).toBeGreaterThan(8_000_000);
		expect(runtime.router(largest('group-39'), use)).toBe(latest);
	});
});
