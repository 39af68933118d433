import type { UsageRow } from '../../../lib/types';

export const NOON_MS = Date.UTC(2026, 6, 1, 12);

let count = 0;

/** A UUIDv7 of that time; of two of this process the later is the larger. */
export function callIdAt(epochMs: number): string {
	count += 1;
	const time = epochMs.toString(16).padStart(12, '0');
	const number = `${String(process.pid % 1e6).padStart(6, '0')}${String(count).padStart(6, '0')}`;
	return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number}`;
}

/** Of now, whenever a test's calls began: a log takes no row that comes more than 35 days after its id was made. */
const ID_MS = Date.now();

/** A call that went well, with an id of its own. */
export function usageRow(fields: Partial<UsageRow> = {}): UsageRow {
	return {
		callId: callIdAt(ID_MS),
		startedAtMs: NOON_MS,
		group: 'chat',
		deployment: 'openai/gpt-4o',
		provider: 'openai',
		requestedModel: 'gpt-4o',
		status: 'ok',
		inputTokens: 100,
		outputTokens: 10,
		costUsd: 0.5,
		estimated: false,
		latencyMs: 800,
		queueWaitMs: 0,
		attemptCount: 1,
		...fields,
	};
}

/** Every field set, with text that breaks careless quoting. */
export function fullUsageRow(): UsageRow {
	return usageRow({
		servedModel: 'gpt-4o-2024-08-06',
		status: 'error',
		errorClass: 'all_failed',
		inputTokens: 28_436,
		cachedTokens: 20_000,
		cacheWriteTokens: 0,
		outputTokens: 1_578,
		reasoningTokens: 952,
		costUsd: 0.000_000_125,
		unitPrices: {
			inputPerMillion: 2.5,
			outputPerMillion: 10,
			cachedInputPerMillion: 1.25,
			cacheWritePerMillion: 0,
			source: 'catalogue',
		},
		estimated: true,
		latencyMs: 1_234,
		timeToFirstTokenMs: 0,
		queueWaitMs: 60_250,
		attemptCount: 2,
		attempts: [
			{
				deployment: 'ollama/llama',
				provider: 'ollama',
				model: 'llama',
				outcome: 'connection',
				message: 'It\'s "down"',
				latencyMs: 3,
			},
			{
				deployment: 'openai/gpt-4o',
				provider: 'openai',
				model: 'gpt-4o',
				outcome: 'server',
				status: 500,
				latencyMs: 1_231,
				costUsd: 0,
			},
		],
		workflowId: 'w1',
		workflowName: "Robert'); DROP TABLE calls;--",
		nodeName: 'Größe 😀\nzwei Zeilen',
		executionId: '42',
		tags: { team: 'a:b', '"': "'" },
	});
}

/** Nothing known that need not be: a call that no deployment was tried for. */
export function bareUsageRow(): UsageRow {
	const { callId, startedAtMs, group } = usageRow();
	return {
		callId,
		startedAtMs,
		group,
		status: 'cancelled',
		estimated: false,
		latencyMs: 0,
		queueWaitMs: 0,
		attemptCount: 0,
	};
}

/** A call that failed over: 0.25 USD on the first deployment, 0.75 on the second. */
export function failedOver(): UsageRow {
	const attempt = { provider: 'openai', latencyMs: 5 } as const;
	return usageRow({
		deployment: 'second',
		deploymentId: 'id-2',
		requestedModel: 'm2',
		inputTokens: 50,
		outputTokens: 10,
		costUsd: 1,
		attemptCount: 2,
		attempts: [
			{
				...attempt,
				deploymentId: 'id-1',
				deployment: 'first',
				model: 'm1',
				outcome: 'server',
				status: 500,
				inputTokens: 20,
				outputTokens: 3,
				costUsd: 0.25,
			},
			{
				...attempt,
				deploymentId: 'id-2',
				deployment: 'second',
				model: 'm2',
				outcome: 'ok',
				inputTokens: 30,
				outputTokens: 7,
				costUsd: 0.75,
			},
		],
	});
}
