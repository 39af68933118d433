// @ts-check
'use strict';

const { createHash } = require('node:crypto');
const { randomNumbers } = require('../statistics');

/** @typedef {import('../../dist/lib').UsageRow} UsageRow */
/** @typedef {import('../../dist/lib').UsageAttempt} UsageAttempt */
/** @typedef {{name: string, provider: import('../../dist/lib').ProviderName, model: string, servedModel: string, input: number, output: number}} Deployment USD per million tokens */
/** @typedef {{id: string, name: string, node: string, group: Deployment[], groupName: string, tags: Record<string, string>[]}} Workflow */

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** 12 deployments in 4 groups: local first, the cloud behind it. */
const GROUPS = {
	chat: [
		deployment('ollama', 'qwen3:8b', 'qwen3:8b', 0, 0),
		deployment('openai', 'gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14', 0.4, 1.6),
		deployment('anthropic', 'claude-haiku-4-5', 'claude-haiku-4-5-20251001', 1, 5),
	],
	code: [
		deployment('ollama', 'qwen3-coder:30b', 'qwen3-coder:30b', 0, 0),
		deployment('anthropic', 'claude-sonnet-4-5', 'claude-sonnet-4-5-20250929', 3, 15),
		deployment('openai', 'gpt-4.1', 'gpt-4.1-2025-04-14', 2, 8),
	],
	summaries: [
		deployment('ollama', 'gemma3:12b', 'gemma3:12b', 0, 0),
		deployment('openai-compatible', 'llama-3.3-70b-versatile', 'llama-3.3-70b-versatile', 0.59, 0.79),
		deployment('openai', 'gpt-4.1-nano', 'gpt-4.1-nano-2025-04-14', 0.1, 0.4),
	],
	vision: [
		deployment('ollama', 'qwen2.5vl:7b', 'qwen2.5vl:7b', 0, 0),
		deployment('openai', 'gpt-4o', 'gpt-4o-2024-08-06', 2.5, 10),
		deployment('openai-compatible', 'pixtral-12b', 'pixtral-12b-2409', 0.15, 0.15),
	],
};

const TAGS = ['acme', 'globex', 'initech', 'umbrella', 'internal'].map((customer) => ({ customer }));

/**
 * Calls of one year in order of time, made up but always the same: 12 deployments, 40 workflows of two tags each (5 in all), a group
 * each. Of 100 calls some 85 are served by the group's first deployment, 3 have a failed attempt before the one that served, 1 fails.
 *
 * @param {number} count
 * @param {number} endMs epoch milliseconds after the last call
 * @returns {Generator<UsageRow>}
 */
function* makeCalls(count, endMs) {
	const random = randomNumbers(1);
	const workflows = makeWorkflows();
	for (let index = 0; index < count; index++) {
		const startedAtMs = Math.floor(endMs - YEAR_MS + ((index + random()) / count) * YEAR_MS);
		yield makeCall(
			index,
			startedAtMs,
			/** @type {Workflow} */ (workflows[Math.floor(random() ** 2 * workflows.length)]),
			random,
		);
	}
}

/** @returns {Workflow[]} */
function makeWorkflows() {
	return Array.from({ length: 40 }, (_, index) => {
		const [groupName, group] = pick(Object.entries(GROUPS), index);
		const id = createHash('sha256').update(`workflow ${index}`).digest('base64url').slice(0, 16);
		return {
			id,
			name: `Workflow ${index + 1}`,
			node: 'Routed LLM',
			groupName,
			group,
			tags: [pick(TAGS, index), pick(TAGS, index + 1)],
		};
	});
}

/** @param {number} index @param {number} startedAtMs @param {Workflow} workflow @param {() => number} random @returns {UsageRow} */
function makeCall(index, startedAtMs, workflow, random) {
	const inputTokens = 50 + Math.floor(2_000 * random() ** 3);
	const outputTokens = 10 + Math.floor(1_000 * random() ** 3);
	const served = pick(workflow.group, random() < 0.85 ? 0 : 1 + Math.floor(random() * 2));
	const latencyMs = Math.round(300 + 5_000 * random() ** 2);
	const failed = random() < 0.01;
	const attempt = attemptOf(served, latencyMs, { inputTokens, outputTokens });
	/** @type {UsageAttempt[]} */
	const attempts = failed
		? [{ ...failure(served, latencyMs) }]
		: random() < 0.03
			? [failure(pick(workflow.group, workflow.group.indexOf(served) + 1), 200), attempt]
			: [attempt];
	return {
		// Of now: the log takes no row whose id is older than 35 days.
		callId: callIdOf(Date.now(), random),
		startedAtMs,
		group: workflow.groupName,
		deployment: served.name,
		deploymentId: idOf(served),
		provider: served.provider,
		requestedModel: served.model,
		servedModel: failed ? undefined : served.servedModel,
		status: failed ? 'error' : 'ok',
		errorClass: failed ? 'server' : undefined,
		...(failed ? {} : { inputTokens, cachedTokens: 0, outputTokens, reasoningTokens: 0 }),
		costUsd: failed ? 0 : attempt.costUsd,
		unitPrices: {
			inputPerMillion: served.input,
			outputPerMillion: served.output,
			source: served.input === 0 ? 'local' : 'catalogue',
		},
		estimated: false,
		latencyMs,
		timeToFirstTokenMs: Math.round(latencyMs / 3),
		queueWaitMs: 0,
		attemptCount: attempts.length,
		attempts: attempts.length > 1 || failed ? attempts : undefined,
		workflowId: workflow.id,
		workflowName: workflow.name,
		nodeName: workflow.node,
		executionId: String(100_000 + index),
		tags: pick(workflow.tags, random() < 0.8 ? 0 : 1),
	};
}

/** @param {import('../../dist/lib').ProviderName} provider @param {string} model @param {string} servedModel @param {number} input @param {number} output @returns {Deployment} */
function deployment(provider, model, servedModel, input, output) {
	return { name: `${provider}/${model}`, provider, model, servedModel, input, output };
}

/** @param {Deployment} served @param {number} latencyMs @param {{inputTokens: number, outputTokens: number}} tokens @returns {UsageAttempt} */
function attemptOf(served, latencyMs, { inputTokens, outputTokens }) {
	const costUsd = (inputTokens * served.input + outputTokens * served.output) / 1e6;
	return {
		...placeOf(served),
		servedModel: served.servedModel,
		outcome: 'ok',
		latencyMs,
		inputTokens,
		outputTokens,
		costUsd,
	};
}

/** @param {Deployment} tried @param {number} latencyMs @returns {UsageAttempt} */
function failure(tried, latencyMs) {
	return {
		...placeOf(tried),
		outcome: 'server',
		status: 503,
		message: 'the server answered 503 (overloaded)',
		latencyMs,
	};
}

/** @param {Deployment} tried */
function placeOf(tried) {
	return { deploymentId: idOf(tried), deployment: tried.name, provider: tried.provider, model: tried.model };
}

/** @param {Deployment} known */
function idOf(known) {
	return createHash('sha256').update(known.name).digest('hex').slice(0, 20);
}

/** A UUIDv7. @param {number} epochMs @param {() => number} random */
function callIdOf(epochMs, random) {
	const time = epochMs.toString(16).padStart(12, '0');
	const chance = () =>
		Math.floor(random() * 0x1_0000_0000)
			.toString(16)
			.padStart(8, '0');
	const [one, two] = [chance(), chance()];
	return `${time.slice(0, 8)}-${time.slice(8)}-7${one.slice(0, 3)}-8${one.slice(3, 6)}-${one.slice(6)}${two}${chance().slice(0, 2)}`;
}

/** @template T @param {readonly T[]} list @param {number} index @returns {T} */
function pick(list, index) {
	return /** @type {T} */ (list[index % list.length]);
}

module.exports = { makeCalls, DAY_MS };
