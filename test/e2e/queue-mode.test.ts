import { startFaultServer, type FaultServer } from '../support/fault-server';
import { startQueueMode, type QueueModeN8n } from '../support/n8n/start-queue-mode';
import { usageRows } from '../support/n8n/usage-rows';
import { byWebhook, routedLlm, type TestDeployment } from '../support/n8n/workflows';
import { describeWithRedis } from '../support/redis/describe-with-redis';

/** n8n's default number of executions at a time in one worker. */
const CONCURRENCY = 10;

describeWithRedis('an n8n in queue mode with two workers', () => {
	let n8n: QueueModeN8n;
	let server: FaultServer;

	beforeAll(async () => {
		n8n = await startQueueMode({ workers: 2 });
	}, 240_000);
	beforeEach(async () => {
		server = await startFaultServer();
	});
	afterEach(async () => {
		await server.close();
	});

	async function publish(path: string, deployments: TestDeployment[], parameters: Record<string, unknown> = {}): Promise<string> {
		const workflow = await n8n.createWorkflow(byWebhook(path, [await routedLlm(n8n, deployments, parameters)]));
		await n8n.activateWorkflow(workflow);
		return workflow.id;
	}

	it('answers every call, and both workers run some of them', async () => {
		server.reply({ text: 'fine', delayMs: 2000 });
		const workflowId = await publish('both', [{ server }]);
		const answers = await Promise.all(Array.from({ length: CONCURRENCY + 4 }, () => n8n.callWebhook('both', {})));

		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
		const callIds = answers.map(({ body }) => body.routing.callId as string);
		const rowsOf = async (process: { userFolder: string }) => (await usageRows(process, { workflowId })).map(({ callId }) => callId);
		const perWorker = await Promise.all(n8n.workers.map(rowsOf));
		expect(perWorker.flat().sort()).toEqual([...callIds].sort());
		for (const ofOne of perWorker) expect(ofOne.length).toBeGreaterThan(0);
		expect(await rowsOf(n8n.main)).toEqual([]);
	});
});
