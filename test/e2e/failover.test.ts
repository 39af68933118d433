import { closedPort, startFaultServer, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byHand, routedLlm, type TestDeployment } from '../support/n8n/workflows';

let n8n: RunningN8n;
let first: FaultServer;
let second: FaultServer;

beforeAll(async () => {
	n8n = await startN8n();
});
beforeEach(async () => {
	first = await startFaultServer();
	second = await startFaultServer();
});
afterEach(async () => {
	await Promise.all([first.close(), second.close()]);
});

const priced = { priceInput: 2, priceOutput: 8 };

async function run(deployments: TestDeployment[], parameters: Record<string, unknown> = {}) {
	const workflow = await n8n.createWorkflow(byHand([await routedLlm(n8n, deployments, parameters)]));
	const execution = await n8n.runWorkflow(workflow);
	return { workflow, execution, answer: execution.items('Routed LLM')[0]?.json };
}

type Answer = Awaited<ReturnType<typeof run>>['answer'];

const outcomesOf = (answer: Answer) =>
	answer?.routing.attempts.map(({ model, outcome }: { model: string; outcome: string }) => [model, outcome]);

describe("when nobody listens on the first deployment's port", () => {
	it('the second one answers, and the row with tokens and cost is there', async () => {
		second.reply({ text: 'From the second', usage: { input: 1000, output: 500 } });
		const dead = { url: `http://127.0.0.1:${await closedPort()}` };
		const { workflow, execution, answer } = await run([{ server: dead }, { server: second, options: priced }]);

		expect(execution.status).toBe('success');
		expect(answer?.text).toBe('From the second');
		expect(outcomesOf(answer)).toEqual([
			['model-1', 'connection'],
			['model-2', 'ok'],
		]);
		expect(await usageRows(n8n, { workflowId: workflow.id })).toEqual([
			expect.objectContaining({
				callId: answer?.routing.callId,
				group: 'chat',
				status: 'ok',
				deployment: 'openai-compatible/model-2',
				inputTokens: 1000,
				outputTokens: 500,
				costUsd: (1000 * 2 + 500 * 8) / 1e6,
				attemptCount: 2,
				workflowName: workflow.name,
				nodeName: 'Routed LLM',
				executionId: execution.id,
			}),
		]);
	});
});

describe('a first deployment that closes every connection', () => {
	it('is asked by three calls and left out from the fourth on, which a hint says', async () => {
		first.reply('close');
		const node = await routedLlm(n8n, [{ server: first }, { server: second, options: priced }], {
			routingOptions: { retries: 0 },
		});
		const workflow = await n8n.createWorkflow(byHand([node]));
		const hints: string[][] = [];
		for (let call = 1; call <= 6; call++) {
			const execution = await n8n.runWorkflow(workflow);
			expect(execution.status).toBe('success');
			hints.push((execution.runs['Routed LLM']?.[0]?.hints ?? []).map(({ message }) => message));
		}
		expect(first.requests).toHaveLength(3);
		expect(second.requests).toHaveLength(6);
		expect(hints.slice(0, 3)).toEqual([[], [], []]);
		for (const shown of hints.slice(3))
			expect(shown).toEqual([expect.stringMatching(/^Cooling down and left out: openai-compatible\/model-1 /)]);
	});
});

describe('when the first deployment hangs', () => {
	it('the second one answers as soon as the wait for the first token is over, and the hanging request is aborted', async () => {
		first.reply('hang');
		const { answer } = await run([{ server: first, options: { firstTokenSeconds: 1 } }, { server: second }]);
		expect(outcomesOf(answer)).toEqual([
			['model-1', 'timeout_first_token'],
			['model-2', 'ok'],
		]);
		expect((await first.untilAborted()).aborted).toBe(true);
	});

	it('in the middle of its answer, nothing of what it had said is left', async () => {
		first.reply({ text: ['Never ', 'mind'], breakAfter: { tokens: 1, how: 'stall' } });
		const { answer } = await run([{ server: first, options: { idleSeconds: 1 } }, { server: second }]);
		expect(answer?.text).toBe('Hello from the fault server');
		expect(outcomesOf(answer)).toEqual([
			['model-1', 'timeout_idle'],
			['model-2', 'ok'],
		]);
	});
});

describe('a 429 with Retry-After', () => {
	it('is waited for when nothing else is in the group, and the call succeeds', async () => {
		first.script([{ status: 429, headers: { 'retry-after': '2' } }]);
		const { execution, answer } = await run([{ server: first }]);
		expect(execution.status).toBe('success');
		expect(outcomesOf(answer)).toEqual([
			['model-1', 'rate_limited'],
			['model-1', 'ok'],
		]);
		expect(first.requests[1]!.receivedAtMs - first.requests[0]!.receivedAtMs).toBeGreaterThanOrEqual(2000);
	});

	it('sends the call to the second deployment at once', async () => {
		first.reply({ status: 429, headers: { 'retry-after': '20' } });
		const { answer } = await run([{ server: first }, { server: second }]);
		expect(outcomesOf(answer)).toEqual([
			['model-1', 'rate_limited'],
			['model-2', 'ok'],
		]);
		expect(answer?.routing.queueWaitMs).toBeLessThan(1000);
	});
});

describe('when every deployment fails', () => {
	it('one error lists every attempt, and its row is there', async () => {
		first.reply({ status: 500 });
		second.reply('close');
		const { workflow, execution } = await run([{ server: first }, { server: second }], {
			routingOptions: { retries: 0 },
		});
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toMatch(
			/^All 2 attempts in the model group "chat" failed: 1\. .*model-1.*2\. .*model-2/,
		);
		expect(await usageRows(n8n, { workflowId: workflow.id })).toEqual([
			expect.objectContaining({ status: 'error', attemptCount: 2, executionId: execution.id }),
		]);
	});
});
