import { Client } from 'pg';
import type { PostgresSettings } from '../../../../lib/usage/postgres/postgres-settings';
import { createPostgresUsageLog } from '../../../../lib/usage/postgres/postgres-usage-log';
import { resolvePeriod } from '../../../../lib/usage/reports/periods';
import { summarizeSpend } from '../../../../lib/usage/reports/spend-summary';
import { startPostgres } from '../../../support/postgres/start-postgres';
import { usageRow } from '../usage-rows';

const HOUR_MS = 3_600_000;

it('queries that a LiteLLM user knows run unchanged, and give what the report gives', async () => {
	const { host, port, database, user, password } = await startPostgres();
	const settings: PostgresSettings = { host, port, database, user, password, schema: 'routed_llm', poolSize: 2 };
	const log = createPostgresUsageLog(settings);
	const nowMs = Date.now();
	const startOfDayMs = Math.floor(nowMs / (24 * HOUR_MS)) * 24 * HOUR_MS;
	await log.record([
		...[1, 26, 50, 100].map((hours) =>
			usageRow({
				startedAtMs: startOfDayMs + 1 - (hours > 1 ? hours * HOUR_MS : 0),
				requestedModel: 'gpt-4o',
				inputTokens: hours,
				costUsd: hours / 64,
			}),
		),
		...[3, 30].map((hours) =>
			usageRow({
				startedAtMs: startOfDayMs + 2 - (hours > 3 ? hours * HOUR_MS : 0),
				requestedModel: 'qwen3:8b',
				provider: 'ollama',
				costUsd: 0,
			}),
		),
		usageRow({ startedAtMs: startOfDayMs + 3, requestedModel: 'mystery', costUsd: undefined }),
		usageRow({ startedAtMs: nowMs - 400 * HOUR_MS, requestedModel: 'gpt-4o' }),
	]);
	const client = new Client(settings);
	await client.connect();
	await client.query('SET search_path = routed_llm');

	const byModel = await client.query<{ model: string; calls: string; tokens: string; cost: string | null }>(
		`SELECT model, COUNT(*) AS calls, SUM(total_tokens) AS tokens, SUM(response_cost) AS cost
		FROM litellm_spend_logs WHERE created_at > NOW() - INTERVAL '7 days' GROUP BY model ORDER BY model`,
	);
	const context = { nowMs, timeZone: 'UTC' };
	const week = await summarizeSpend(log, {
		period: await resolvePeriod({ kind: 'last7Days' }, context),
		compare: false,
		groupBy: ['model'],
		timeZone: 'UTC',
	});
	const reported = week.rows
		.map(({ labels, figures }) => [
			labels.model,
			figures.calls,
			figures.inputTokens + figures.outputTokens,
			figures.costUsd,
		])
		.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
	expect(
		byModel.rows.map(({ model, calls, tokens, cost }) => [model, Number(calls), Number(tokens), Number(cost)]),
	).toEqual(reported);
	expect(reported).toHaveLength(3);

	const today = await client.query<{ cost: string }>(
		`SELECT SUM(response_cost) AS cost FROM litellm_spend_logs WHERE created_at >= CURRENT_DATE`,
	);
	const day = await summarizeSpend(log, {
		period: await resolvePeriod({ kind: 'today' }, context),
		compare: true,
		groupBy: [],
		timeZone: 'UTC',
	});
	expect(Number(today.rows[0]!.cost)).toBe(day.totals.costUsd);
	expect(day.totals).toMatchObject({ calls: 3, unpricedCalls: 1 });

	// The columns that its users ask for.
	await client.query(
		`SELECT request_id, call_type, api_key, spend, total_tokens, prompt_tokens, completion_tokens, "startTime", "endTime", "completionStartTime", model, model_id,
		model_group, custom_llm_provider, api_base, "user", metadata, cache_hit, cache_key, request_tags, team_id, end_user, requester_ip_address, session_id, status
		FROM litellm_spend_logs LIMIT 1`,
	);
	await client.end();
	await log.close();
}, 60_000);
