import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultServer, type FaultServer, type ReceivedRequest } from '../support/fault-server';
import { startQueueMode, type QueueModeN8n } from '../support/n8n/start-queue-mode';
import { usageRows } from '../support/n8n/usage-rows';
import { byWebhook, routedLlm, type TestDeployment } from '../support/n8n/workflows';
import { describeWithRedis } from '../support/redis/describe-with-redis';
import { freshPrefix } from '../support/redis/prepared-redis';

/** How many executions one worker runs at a time: with more than these under way, both workers have some. */
const PER_WORKER = 5;
/** So many calls at once fill one worker and give the other three. */
const CALLS = PER_WORKER + 3;
const WINDOW_MS = 60_000;
const LEASE_MS = 30_000;

describeWithRedis('an n8n in queue mode with two workers', () => {
	let n8n: QueueModeN8n;
	let first: FaultServer;
	let second: FaultServer;

	beforeAll(async () => {
		n8n = await startQueueMode({ workers: 2, env: { N8N_CONCURRENCY_PRODUCTION_LIMIT: String(PER_WORKER) } });
	}, 240_000);
	beforeEach(async () => {
		first = await startFaultServer();
		second = await startFaultServer();
	});
	afterEach(async () => {
		await Promise.all([first.close(), second.close()]);
	});

	/** A workflow whose prompt is its execution's id, at a webhook. */
	async function publish(
		path: string,
		deployments: TestDeployment[],
		parameters: Record<string, unknown> = {},
	): Promise<string> {
		const node = await routedLlm(n8n, deployments, { prompt: '={{ $execution.id }}', ...parameters });
		if (parameters.state === 'redis') {
			const { host, port } = n8n.redis;
			const fields = { connection: 'server', host, port, database: 0, tls: false, keyPrefix: freshPrefix() };
			node.credentials = {
				...node.credentials,
				routedLlmRedisApi: await n8n.createCredential('routedLlmRedisApi', fields),
			};
		}
		const workflow = await n8n.createWorkflow(byWebhook(path, [node]));
		await n8n.activateWorkflow(workflow);
		return workflow.id;
	}

	const callAtOnce = async (path: string, count: number, timeoutMs?: number) =>
		await Promise.all(Array.from({ length: count }, () => n8n.callWebhook(path, {}, { timeoutMs })));
	const executionOf = ({ body }: ReceivedRequest) => (body.messages as Array<{ content: string }>).at(-1)!.content;
	const takenBy = (worker: number, requests: readonly ReceivedRequest[]) =>
		requests.map(executionOf).filter((id) => n8n.workers[worker]!.executionIds().includes(id));

	it('answers every call, and both workers run some of them', async () => {
		first.reply({ delayMs: 2000 });
		const workflowId = await publish('both', [{ server: first }]);
		const answers = await callAtOnce('both', CALLS);

		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
		const callIds = answers.map(({ body }) => body.routing.callId as string);
		const rowsOf = async (process: { userFolder: string }) =>
			(await usageRows(process, { workflowId })).map(({ callId }) => callId);
		const perWorker = await Promise.all(n8n.workers.map(rowsOf));
		expect(perWorker.flat().sort()).toEqual(callIds.sort());
		for (const ofOne of perWorker) expect(ofOne.length).toBeGreaterThan(0);
		expect(await rowsOf(n8n.main)).toEqual([]);
	});

	it(
		'keeps a limit a minute across the workers: no window holds more, and who waits is served',
		async () => {
			first.reply({ delayMs: 2000 });
			await publish('limited', [{ server: first, options: { rpm: 3 } }], { state: 'redis' });
			const answers = await callAtOnce('limited', 6, 3 * WINDOW_MS);

			expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
			const times = first.requests.map(({ receivedAtMs }) => receivedAtMs);
			expect(times).toHaveLength(6);
			const [one, , third, fourth] = times as [number, number, number, number];
			expect(third - one).toBeLessThan(fourth - third); // three at once, then the others
			times.slice(3).forEach((time, index) => expect(time - times[index]!).toBeGreaterThanOrEqual(WINDOW_MS));
			for (const worker of [0, 1]) expect(takenBy(worker, first.requests)).not.toEqual([]);
		},
		4 * WINDOW_MS,
	);

	it('leaves out in every worker what one has seen fail, and sends one probe after the cooldown', async () => {
		const cooldownSeconds = 20; // longer than the calls that must find it cooling
		first.script([{ status: 500 }]);
		second.reply({ delayMs: 2000 });
		const options = { allowedFails: 1, cooldownSeconds, retries: 0 };
		await publish('cooling', [{ server: first, options }, { server: second }], { state: 'redis' });

		await callAtOnce('cooling', 1);
		expect(first.requests).toHaveLength(1);
		await callAtOnce('cooling', CALLS);
		expect(first.requests).toHaveLength(1);
		for (const worker of [0, 1]) expect(takenBy(worker, second.requests.slice(1))).not.toEqual([]);

		await sleep(cooldownSeconds * 1000);
		first.reply({ delayMs: 10_000 }); // until the others have looked
		second.requests.length = 0;
		await callAtOnce('cooling', CALLS);
		expect(first.requests).toHaveLength(2);
		expect(second.requests).toHaveLength(CALLS - 1);
		for (const worker of [0, 1])
			expect(takenBy(worker, [...first.requests.slice(1), ...second.requests])).not.toEqual([]);
	});

	it(
		'goes on within the lease time when a worker that holds a place and stands in line is killed',
		async () => {
			first.script(['hang']);
			first.reply((request) => ({ text: executionOf(request) }));
			await publish('killed', [{ server: first, options: { concurrency: 1 } }], { state: 'redis' });
			const before = n8n.workers.map((worker) => worker.executionIds().length);
			const taken = (worker: number) => n8n.workers[worker]!.executionIds().slice(before[worker]);
			const answered: string[] = [];
			for (let call = 1; call <= CALLS; call++) {
				const answer = n8n.callWebhook('killed', {}, { timeoutMs: 3 * LEASE_MS });
				// Those of the killed worker have no answer.
				answer.then(
					({ status, body }) => status === 200 && answered.push(body.text),
					() => {},
				);
			}
			await until(() => taken(0).length + taken(1).length === CALLS);
			await first.untilRequests(1);
			await sleep(1000); // time for the others to stand in line
			expect(first.requests).toHaveLength(1);

			const holder = takenBy(0, first.requests).length === 1 ? 0 : 1;
			const survivor = 1 - holder;
			const expected = taken(survivor);
			expect(expected.length).toBeGreaterThan(0);
			await n8n.workers[holder]!.kill9();
			await first.untilRequests(2, LEASE_MS + 2000);
			await until(() => answered.length >= expected.length);
			expect(answered.sort()).toEqual(expected.sort());
		},
		4 * LEASE_MS,
	);
});

async function until(holds: () => boolean): Promise<void> {
	const deadline = Date.now() + LEASE_MS;
	while (!holds()) {
		if (Date.now() > deadline) throw new Error(`It did not come true within ${LEASE_MS / 1000} s`);
		await sleep(50);
	}
}
