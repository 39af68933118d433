// @ts-check
'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { alternate, median } = require('../statistics');
const { table } = require('../table');
const { contenders, workflowOf, NODE_UNDER_TEST, YARDSTICKS } = require('./workflows');

const ITEMS = 100;
const MOCK_DELAY_MS = 20;
/** The first of them is reported apart. */
const WARM_UP_ROUNDS = 5;
const ROUNDS = 15;
/** Lets n8n write the last execution to its database before the next begins. */
const PAUSE_MS = 500;

/** @typedef {{nodeMs: number, executionMs: number}} Times */

/**
 * 100 items through one node, in the real n8n.
 *
 * @param {import('../../scripts/n8n/n8n-client').N8nClient} client signed in
 * @param {import('../mock/start').MockServer} mock
 * @returns {Promise<string>} the report
 */
async function measureItems(client, mock) {
	/** @type {Record<string, () => Promise<Times>>} */
	const runs = {};
	for (const [name, contender] of Object.entries(await contenders(client, mock.baseUrl(MOCK_DELAY_MS)))) {
		const path = `bench-${Object.keys(runs).length}`;
		const workflow = await client.createWorkflow(workflowOf(name, contender, path));
		await client.activateWorkflow(workflow);
		runs[name] = () => runOnce(client, workflow.id, path);
	}
	const warmUps = await alternate(runs, WARM_UP_ROUNDS);
	return report(warmUps, await alternate(runs, ROUNDS));
}

/** @param {import('../../scripts/n8n/n8n-client').N8nClient} client @param {string} workflowId @param {string} path @returns {Promise<Times>} */
async function runOnce(client, workflowId, path) {
	const known = new Set((await client.listExecutions(workflowId)).map(({ id }) => id));
	const items = Array.from({ length: ITEMS }, (_, index) => ({
		prompt: `Question ${index}: why would somebody run a language model at home?`,
	}));
	const { status, body } = await client.callWebhook(path, { items });
	if (status !== 200) throw new Error(`The webhook answered ${status}: ${JSON.stringify(body)}`);
	await sleep(PAUSE_MS);
	const fresh = (await client.listExecutions(workflowId)).find(
		({ id, status }) => !known.has(id) && status === 'success',
	);
	if (!fresh) throw new Error(`Workflow ${workflowId} left no successful execution`);
	const execution = await client.getExecution(fresh.id);
	const run = execution.runs[NODE_UNDER_TEST]?.[0];
	if (!run || execution.items(NODE_UNDER_TEST).length !== ITEMS)
		throw new Error(`Execution ${fresh.id} did not put out ${ITEMS} items`);
	const { startedAt, stoppedAt } = JSON.parse(execution.raw);
	return { nodeMs: run.executionTime, executionMs: Date.parse(stoppedAt) - Date.parse(startedAt) };
}

/** @param {Record<string, Times[]>} warmUps @param {Record<string, Times[]>} results */
function report(warmUps, results) {
	const nodeMedian = (/** @type {string} */ name) => median((results[name] ?? []).map(({ nodeMs }) => nodeMs));
	const share = (/** @type {string} */ name, /** @type {string} */ yardstick) =>
		`${((nodeMedian(name) / nodeMedian(yardstick)) * 100).toFixed(0)} %`;
	const rows = Object.entries(results).map(([name, times]) => {
		const nodeMs = times.map((time) => time.nodeMs);
		return [
			name,
			nodeMedian(name).toFixed(0),
			`${Math.min(...nodeMs)} to ${Math.max(...nodeMs)}`,
			share(name, YARDSTICKS.withKey),
			share(name, YARDSTICKS.withoutKey),
			median(times.map(({ executionMs }) => executionMs)).toFixed(0),
			String(warmUps[name]?.[0]?.nodeMs),
		];
	});
	return [
		`${ITEMS} items in the real n8n, mock answers after ${MOCK_DELAY_MS} ms, in ms (medians of ${ROUNDS} alternating runs after ${WARM_UP_ROUNDS} to warm up)`,
		'',
		table(
			['', 'node', 'from, to', 'of HTTP with key', 'of HTTP without', 'whole execution', 'node, very first run'],
			rows,
		),
	].join('\n');
}

module.exports = { measureItems };
