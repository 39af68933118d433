import fs from 'node:fs';
import path from 'node:path';
import type { WorkflowDefinition } from '../../scripts/n8n/n8n-client';
import { startFakeNtfy, type FakeNtfy } from '../support/fake-ntfy';
import { startFakeSmtp, type FakeSmtp } from '../support/fake-smtp';
import { startFaultServer } from '../support/fault-server';
import { recordCalls } from '../support/n8n/record-calls';
import { startN8n, type RunningN8n } from '../support/n8n/start-n8n';
import { usageRows } from '../support/n8n/usage-rows';
import { byHand, routedLlm } from '../support/n8n/workflows';

const DAY_MS = 86_400_000;
const TOPIC = 'choose-a-topic-nobody-guesses';

let n8n: RunningN8n;
let ntfy: FakeNtfy;
let smtp: FakeSmtp;

beforeAll(async () => {
	[n8n, ntfy, smtp] = await Promise.all([startN8n(), startFakeNtfy(), startFakeSmtp()]);
});
afterAll(async () => {
	await Promise.all([ntfy.close(), smtp.close()]);
});

/** An example as a user has it after the import: with credentials of their own in the places that ask for one. */
async function importExample(file: string, credentials: Record<string, { id: string; name: string }> = {}) {
	const definition = JSON.parse(
		fs.readFileSync(path.resolve(__dirname, '../../examples', file), 'utf8'),
	) as WorkflowDefinition;
	for (const node of definition.nodes)
		for (const type of Object.keys(node.credentials ?? {})) node.credentials![type] = credentials[type];
	return await n8n.createWorkflow(definition);
}

const ntfyCredential = async () =>
	await n8n.createCredential('routedLlmNtfyApi', { baseUrl: ntfy.url, authentication: 'none' });

test('budget-check.json warns once of each threshold and goes on by the output that fits', async () => {
	await recordCalls(n8n, [{ costUsd: 4.5 }]);
	const workflow = await importExample('budget-check.json', { routedLlmNtfyApi: await ntfyCredential() });
	const first = await n8n.runWorkflow(workflow, { trigger: 'Every hour' });
	expect(first.status).toBe('success');
	expect(first.items('Go on')).toEqual([
		expect.objectContaining({ json: expect.objectContaining({ status: 'within', spentUsd: 4.5 }) }),
	]);
	expect(ntfy.messages.map(({ topic }) => topic)).toEqual([TOPIC, TOPIC]);

	await recordCalls(n8n, [{ costUsd: 0.5 }]);
	const second = await n8n.runWorkflow(workflow, { trigger: 'Every hour' });
	expect(second.items('The budget is spent')).toEqual([
		expect.objectContaining({ json: expect.objectContaining({ status: 'over', usedPercent: 100 }) }),
	]);
	expect(ntfy.messages).toHaveLength(3);
	await n8n.runWorkflow(workflow, { trigger: 'Every hour' });
	expect(ntfy.messages).toHaveLength(3);
});

test('weekly-report.json sends the week before to the phone and, with its chart, by e-mail', async () => {
	await recordCalls(
		n8n,
		Array.from({ length: 14 }, (_, day) => ({ startedAtMs: Date.now() - day * DAY_MS, costUsd: 1 })),
	);
	const { host, port } = smtp;
	const workflow = await importExample('weekly-report.json', {
		routedLlmNtfyApi: await ntfyCredential(),
		smtp: await n8n.createCredential('smtp', {
			user: '',
			password: '',
			host,
			port,
			secure: false,
			disableStartTls: true,
		}),
	});
	ntfy.messages.length = 0;
	const execution = await n8n.runWorkflow(workflow, { trigger: 'Every Monday at seven' });
	expect(execution.error).toBeUndefined();
	const [digest] = execution.items('LLM Spend Report');
	expect(digest?.json.totals).toMatchObject({ calls: 7, costUsd: 7 });
	expect(digest?.binary?.data).toMatchObject({ mimeType: 'image/png' });
	expect(ntfy.messages).toEqual([expect.objectContaining({ topic: TOPIC, title: digest!.json.title })]);
	expect(smtp.mails).toHaveLength(1);
	expect(smtp.mails[0]).toMatchObject({ to: ['you@example.com'] });
	expect(smtp.mails[0]!.text).toContain('Content-Type: image/png');
	expect(smtp.mails[0]!.text).toContain('Content-ID: <data>');
});

test('clean-up.json deletes what is old, and what it spent stays', async () => {
	await recordCalls(n8n, [
		{ startedAtMs: Date.now() - 91 * DAY_MS, group: 'old' },
		{ startedAtMs: Date.now() - 89 * DAY_MS, group: 'old' },
	]);
	const execution = await n8n.runWorkflow(await importExample('clean-up.json'), {
		trigger: 'On the first of the month at three',
	});
	expect(execution.items('LLM Spend Report')[0]?.json).toMatchObject({ deletedCalls: 1, complete: true });
	expect(await usageRows(n8n, { group: 'old' })).toHaveLength(1);
});

test('health-endpoint.json answers a monitor with 200 while every group has a deployment, and with 503 when one has none', async () => {
	const broken = await startFaultServer();
	await n8n.activateWorkflow(await importExample('health-endpoint.json'));
	const ask = async () => await n8n.callWebhook('llm-health', undefined, { method: 'GET' });
	expect(await ask()).toEqual({ status: 200, body: { healthy: true } });

	broken.reply({ status: 401 });
	await n8n.runWorkflow(byHand([await routedLlm(n8n, [{ server: broken }], { groupName: 'broken' })]));
	expect(await ask()).toEqual({ status: 503, body: { healthy: false } });
	await broken.close();
});
