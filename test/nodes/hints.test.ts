import { startFaultServer, type FaultServer } from '../support/fault-server';
import { groupOf } from './support/group';
import { runNode, type RunSettings } from './support/run-node';

let server: FaultServer;
let refusing: FaultServer;
beforeEach(async () => {
	[server, refusing] = await Promise.all([startFaultServer(), startFaultServer()]);
});
afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await Promise.all([server.close(), refusing.close()]);
});

const hintsOf = async (settings: RunSettings) => (await runNode(settings)).hints.map(({ message }) => message);
const COUNTS_FOR_ITSELF =
	'In queue mode every process counts limits and cooldowns for itself, so that several together may go beyond them; choose Redis under State to share them';
const priced = { priceInput: 1, priceOutput: 1 };

describe('hints', () => {
	it('are none when all is well', async () => {
		expect(await hintsOf(groupOf([{ server, options: priced }]))).toEqual([]);
	});

	it('say once that a model has no known price, however many items there are', async () => {
		const hints = await hintsOf({ ...groupOf([{ server }]), items: [{ json: {} }, { json: {} }] });
		expect(hints).toEqual([expect.stringMatching(/price .*\(2 calls\)$/)]);
	});

	it('say once that a deployment cools, however the times that are left differ', async () => {
		refusing.reply({ status: 429, headers: { 'retry-after': '30' } });
		const group = groupOf(
			[
				{ server: refusing, options: priced },
				{ server, options: priced },
			],
			{
				routingOptions: { parallelItems: 1 },
			},
		);
		await hintsOf({ ...group, mode: 'trigger' });
		server.script([{}, { delayMs: 1_200 }, {}]);
		const hints = await hintsOf({ ...group, mode: 'trigger', items: [{ json: {} }, { json: {} }, { json: {} }] });
		expect(hints).toEqual([expect.stringMatching(/^Cooling down.*model-1 \(another 2\d s\) \(3 calls\)$/)]);
	});

	it('tell two deployments that refuse their keys apart', async () => {
		const second = await startFaultServer();
		for (const each of [refusing, second]) each.reply({ status: 401 });
		const deployments = [
			{ server: refusing, options: priced },
			{ server: second, options: priced },
			{ server, options: priced },
		];
		expect(await hintsOf(groupOf(deployments))).toEqual([
			expect.stringMatching(/^openai-compatible\/model-1 refused/),
			expect.stringMatching(/^openai-compatible\/model-2 refused/),
		]);
		await second.close();
	});

	it('name together the items whose answers are no JSON', async () => {
		const group = groupOf([{ server, options: priced }], { options: { jsonSchema: '{"type": "object"}' } });
		const items = (count: number) => Array.from({ length: count }, () => ({ json: {} }));
		expect(await hintsOf({ ...group, items: items(1) })).toEqual([
			'Item 0: the answer of openai-compatible/model-1 is not valid JSON',
		]);
		expect(await hintsOf({ ...group, items: items(3) })).toEqual([
			'Items 0, 1, 2: the answer of openai-compatible/model-1 is not valid JSON',
		]);
		expect(await hintsOf({ ...group, items: items(13) })).toEqual([
			'Items 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 3 more: the answer of openai-compatible/model-1 is not valid JSON',
		]);
	});

	it('say that a local and a cloud deployment share one priority', async () => {
		const deployments = [
			{ server, priority: 1, options: { ...priced, locality: 'local' } },
			{ server, priority: 1, options: priced },
		];
		expect(await hintsOf(groupOf(deployments))).toEqual([
			'openai-compatible/model-1 (local) and openai-compatible/model-2 (cloud) have the same priority 1 and share the load: prompts also go to the cloud while the local one is free',
		]);
		expect(await hintsOf(groupOf(deployments, { routingOptions: { localOnly: true } }))).toEqual([]);
	});

	it('say in queue mode that every process counts for itself', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		const group = groupOf([{ server, options: priced }]);
		expect(await hintsOf(group)).toEqual([COUNTS_FOR_ITSELF]);
		const logged = { ...group, parameters: { ...group.parameters, usageLog: 'embedded' } };
		expect(await hintsOf(logged)).toEqual([
			COUNTS_FOR_ITSELF,
			'In queue mode the embedded usage log covers this host only; choose Postgres under Usage Log for one log of all hosts',
		]);
	});

	it('say which deployment refused the key, and that it cools down', async () => {
		refusing.reply({ status: 401 });
		const group = groupOf([
			{ server: refusing, options: priced },
			{ server, options: priced },
		]);
		const hints = await hintsOf({ ...group, mode: 'trigger' });
		expect(hints).toEqual(expect.arrayContaining([expect.stringMatching(/openai-compatible\/model-1/)]));
		expect(await hintsOf({ ...group, mode: 'trigger' })).toEqual([
			expect.stringMatching(/^Cooling down.*openai-compatible\/model-1/),
		]);
		expect(refusing.requests).toHaveLength(1);
	});

	it('are shown for failed calls too', async () => {
		server.reply({ status: 401 });
		expect(await hintsOf({ ...groupOf([{ server, options: priced }]), onError: 'continueRegularOutput' })).toEqual([
			expect.stringMatching(/openai-compatible\/model-1/),
		]);
	});
});

it('tries a deployment that refused its key again when the node is run by hand', async () => {
	server.reply({ status: 401 });
	const group = { ...groupOf([{ server, options: priced }]), mode: 'manual' as const };
	await runNode(group);
	await runNode(group);
	expect(server.requests).toHaveLength(2);
});
