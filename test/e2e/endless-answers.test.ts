import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultServer, type EndlessReply, type FaultServer } from '../support/fault-server';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byHand, routedLlm } from '../support/n8n/workflows';

const sse = (delta: unknown) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`;
const json = { contentType: 'application/json' };

const ATTACKS: Record<string, EndlessReply> = {
	'events of 4 kB': { endless: sse({ content: 'a'.repeat(4_000) }) },
	'events of one character': { endless: sse({ content: 'a' }) },
	reasoning: { endless: sse({ reasoning_content: 'a'.repeat(4_000) }) },
	'a line': { first: 'data: ', endless: 'a' },
	'data lines without a blank one': { endless: 'data: a\n' },
	'a JSON body': { first: '{"a":"', endless: 'a', ...json },
	'a compressed JSON body': { first: '{"a":"', endless: 'a', gzip: true, ...json },
	'compressed events': { endless: sse({ content: 'a'.repeat(4_000) }), gzip: true },
	'an error body': { endless: 'a', status: 500 },
	'a compressed error body': { endless: 'a', status: 500, gzip: true },
};
const GOOD_COUNT = 5;
const HEALTH_TIMEOUT_MS = 10_000;

/** Asks n8n for its health until it is stopped; gives every answer, and how long the slowest took. */
function watchHealth(n8n: RunningN8n) {
	let watching = true;
	const statuses: unknown[] = [];
	let slowestMs = 0;
	const done = (async () => {
		while (watching) {
			const startedAtMs = performance.now();
			const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
			statuses.push(await fetch(`${n8n.baseUrl}/healthz`, { signal }).then(({ status }) => status, String));
			slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
			await sleep(100);
		}
	})();
	return {
		async stop() {
			watching = false;
			await done;
			return { statuses, slowestMs };
		},
	};
}

describe('answers without end in an n8n with a heap of 1,024 MB', () => {
	const servers: FaultServer[] = [];
	let n8n: RunningN8n;
	let good: FaultServer;
	beforeAll(async () => {
		n8n = await startN8n({ env: { NODE_OPTIONS: '--max-old-space-size=1024' } });
		good = await startFaultServer();
		servers.push(good);
	});
	afterAll(async () => {
		await Promise.all(servers.map(async (server) => await server.close()));
	});

	async function attackedWorkflow(name: string, reply: EndlessReply) {
		const bad = await startFaultServer();
		servers.push(bad);
		bad.reply(reply);
		const node = await routedLlm(n8n, [{ server: bad }, { server: good }], {
			routingOptions: { retries: 0, cooldownSeconds: 0 },
		});
		return await n8n.createWorkflow(byHand([node], { name }));
	}

	it('end each attempt; every call fails over, n8n answers throughout, and good workflows end well', async () => {
		const attacked = await Promise.all(
			Object.entries(ATTACKS).map(async ([name, reply]) => await attackedWorkflow(name, reply)),
		);
		const node = await routedLlm(n8n, [{ server: good }]);
		const beside = await n8n.createWorkflow(byHand([node]));
		const health = watchHealth(n8n);
		const startedAtMs = performance.now();

		const attacks = attacked.map(async (workflow) => await n8n.runWorkflow(workflow, { timeoutMs: 90_000 }));
		const goods = Array.from({ length: GOOD_COUNT }, async (_, number) => {
			await sleep(number * 500);
			return await n8n.runWorkflow(beside, { timeoutMs: 90_000 });
		});
		const [attackRuns, goodRuns] = await Promise.all([Promise.all(attacks), Promise.all(goods)]);
		const { statuses, slowestMs } = await health.stop();
		if (process.env.SHOW_FIGURES)
			process.stderr.write(
				`${Math.round(performance.now() - startedAtMs)} ms, slowest health ${Math.round(slowestMs)} ms\n`,
			);

		expect(goodRuns.map(({ status }) => status)).toEqual(Array(GOOD_COUNT).fill('success'));
		for (const execution of attackRuns) {
			expect(execution.status).toBe('success');
			const [answer] = execution.items('Routed LLM');
			expect(answer?.json.text).toBe('Hello from the fault server');
			expect(answer?.json.routing.attempts).toMatchObject([{ outcome: 'server' }, { outcome: 'ok' }]);
		}
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(await usageRows(n8n)).toHaveLength(attackRuns.length + goodRuns.length);
	}, 180_000);
});
