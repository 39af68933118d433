// @ts-check
'use strict';

/*
 * `npm run bench:report -- --calls 1000000`: how fast a report is, and how much room a call takes, beside the same calls in LiteLLM's
 * table. Default: 10,000,000 calls of a year, for which it takes some 40 GB on the disk and about half an hour.
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { Client } = require('pg');
const { createPostgresUsageLog, DEFAULT_SCHEMA } = require('../../dist/lib');
const { alternate, median } = require('../statistics');
const { table } = require('../table');
const { DAY_MS, makeCalls } = require('./calls');
const { startPostgres } = require('./start-postgres');

const DEFAULT_CALLS = 10_000_000;
/** So many are recorded through the log itself, at most; copies of them make up the rest. */
const RECORDED_CALLS = 200_000;
const BATCH_ROWS = 2_000;
const WRITERS = 2;
const DAYS = 30;
const WARM_UP_ROUNDS = 5;
const ROUNDS = 15;
/** The last of a year's calls was just before it. */
const END_MS = Date.parse('2026-11-01T00:00:00Z');
/** Copies are up to so much later (see `multiply.sql`), which the calls of a year leave room for. */
const LATEST_COPY_MS = 20 * DAY_MS;

/** @typedef {import('../../dist/lib').UsageLog} UsageLog */
/** @typedef {{calls: number, tokens: number, costUsd: number}} Sum */
/** @typedef {{total: number, parts: Record<string, number>}} Size bytes */

const LITELLM_QUESTION = `
SELECT date_trunc('day', "startTime") AS day, model, count(*) AS calls, sum(total_tokens) AS tokens, sum(spend) AS cost
FROM "LiteLLM_SpendLogs" WHERE "startTime" >= $1 AND "startTime" < $2 GROUP BY 1, 2`;

async function main() {
	const { values } = parseArgs({ options: { calls: { type: 'string', default: String(DEFAULT_CALLS) } } });
	const count = Number(values.calls);
	if (!Number.isInteger(count) || count < 1_000) throw new Error('--calls must be a whole number from 1000 up');
	const postgres = await startPostgres();
	const log = createPostgresUsageLog({ ...postgres, schema: DEFAULT_SCHEMA, poolSize: WRITERS });
	const client = new Client(postgres);
	try {
		await client.connect();
		await client.query(`SET search_path = "${DEFAULT_SCHEMA}", public; SET timezone = 'UTC'`);
		print(
			`Node.js ${process.version}, Postgres ${(await client.query('SHOW server_version')).rows[0].server_version}, ${os.availableParallelism()} cores (${os.cpus()[0]?.model ?? 'unknown'})`,
		);
		const copies = Math.max(1, Math.round(count / RECORDED_CALLS));
		await record(log, Math.round(count / copies));
		await multiply(client, copies);
		await client.query('VACUUM ANALYZE');
		const ours = await sizeOf(client, DEFAULT_SCHEMA);
		print(['What a call takes in routed_llm:', '', describeParts(ours, count)].join('\n'));
		const results = [];
		for (const withMetadata of [true, false]) results.push(await compare(client, log, withMetadata));
		print(report(count, ours, results));
	} finally {
		await client.end();
		await log.close();
		await postgres.stop();
	}
}

/** Writes calls as the outboxes of several processes would. @param {UsageLog} log @param {number} count */
async function record(log, count) {
	const startedAt = performance.now();
	const calls = makeCalls(count, END_MS - LATEST_COPY_MS);
	const write = async () => {
		for (;;) {
			const batch = [];
			while (batch.length < BATCH_ROWS) {
				const { value, done } = calls.next();
				if (done) break;
				batch.push(value);
			}
			if (batch.length === 0) return;
			await log.record(batch);
		}
	};
	await Promise.all(Array.from({ length: WRITERS }, write));
	print(
		`${count} calls recorded by ${WRITERS} writers in batches of ${BATCH_ROWS} within ${secondsSince(startedAt)} s`,
	);
}

/** @param {Client} client @param {number} copies */
async function multiply(client, copies) {
	if (copies === 1) return;
	const startedAt = performance.now();
	await client.query(readSql('multiply').replaceAll('{copies}', String(copies)));
	print(`Multiplied by ${copies} within ${secondsSince(startedAt)} s`);
}

/**
 * Fills LiteLLM's table with the same calls, asks both, and takes it away again.
 *
 * @param {Client} client @param {UsageLog} log @param {boolean} withMetadata
 */
async function compare(client, log, withMetadata) {
	await client.query(readSql('litellm-table'));
	await client.query(readSql('litellm-fill'), [withMetadata]);
	await client.query(readSql('litellm-indexes'));
	await client.query('VACUUM ANALYZE "LiteLLM_SpendLogs"');
	const size = await sizeOf(client, DEFAULT_SCHEMA, 'LiteLLM_SpendLogs');
	const metadata = await client.query(
		'SELECT avg(pg_column_size(metadata)) AS bytes FROM (SELECT metadata FROM "LiteLLM_SpendLogs" LIMIT 10000) AS sample',
	);
	const contenders = { routed: () => timed(() => askUs(log)), litellm: () => timed(() => askLiteLlm(client)) };
	await alternate(contenders, WARM_UP_ROUNDS);
	const rounds = await alternate(contenders, ROUNDS);
	checkEqual(await askUs(log), await askLiteLlm(client));
	await client.query('DROP TABLE "LiteLLM_SpendLogs"');
	return {
		withMetadata,
		size,
		metadataBytes: Number(metadata.rows[0].bytes),
		routedMs: median(rounds.routed),
		litellmMs: median(rounds.litellm),
	};
}

/** The last 30 days by model and day. @param {UsageLog} log @returns {Promise<Map<string, Sum>>} */
async function askUs(log) {
	const boundariesMs = Array.from({ length: DAYS + 1 }, (_, day) => END_MS - (DAYS - day) * DAY_MS);
	const { rows } = await log.spend({ boundariesMs, groupBy: ['model'] });
	return new Map(
		rows.map(({ slice, labels, calls, inputTokens, outputTokens, costUsd }) => [
			`${new Date(boundariesMs[slice] ?? 0).toISOString()} ${labels[0]}`,
			{ calls, tokens: inputTokens + outputTokens, costUsd },
		]),
	);
}

/** The same question as a plain aggregate. @param {Client} client @returns {Promise<Map<string, Sum>>} */
async function askLiteLlm(client) {
	const { rows } = await client.query(LITELLM_QUESTION, [
		new Date(END_MS - DAYS * DAY_MS).toISOString(),
		new Date(END_MS).toISOString(),
	]);
	return new Map(
		rows.map(({ day, model, calls, tokens, cost }) => [
			`${new Date(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate())).toISOString()} ${model}`,
			{ calls: Number(calls), tokens: Number(tokens), costUsd: Number(cost) },
		]),
	);
}

/** A figure means nothing when the answers differ. @param {Map<string, Sum>} ours @param {Map<string, Sum>} theirs */
function checkEqual(ours, theirs) {
	const counted = [...ours].filter(([, { calls }]) => calls > 0);
	for (const [key, sum] of counted) {
		const other = theirs.get(key);
		if (
			other === undefined ||
			other.calls !== sum.calls ||
			other.tokens !== sum.tokens ||
			Math.abs(other.costUsd - sum.costUsd) > 1e-6
		)
			throw new Error(`The answers differ for ${key}: ${JSON.stringify(sum)} and ${JSON.stringify(other)}`);
	}
	if (counted.length !== theirs.size) throw new Error(`The answers differ: ${counted.length} and ${theirs.size} rows`);
}

/** @param {() => Promise<unknown>} ask @returns {Promise<number>} milliseconds */
async function timed(ask) {
	const startedAt = performance.now();
	await ask();
	return performance.now() - startedAt;
}

/** Tables, indexes and what lies beside them. @param {Client} client @param {string} schema @param {string} [only] @returns {Promise<Size>} */
async function sizeOf(client, schema, only) {
	const { rows } = await client.query(
		`SELECT c.relname AS name, pg_total_relation_size(c.oid) AS bytes FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
		WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND ($2::text IS NULL AND c.relname <> 'LiteLLM_SpendLogs' OR c.relname = $2) ORDER BY bytes DESC`,
		[schema, only ?? null],
	);
	const parts = Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)]));
	return { total: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0), parts };
}

/** @param {Size} size @param {number} count */
function describeParts({ total, parts }, count) {
	const rows = Object.entries({ ...parts, 'all, indexes included': total }).filter(([, bytes]) => bytes / count >= 0.1);
	return table(
		['table', 'bytes a call', 'MB'],
		rows.map(([name, bytes]) => [name, (bytes / count).toFixed(1), (bytes / 1e6).toFixed(0)]),
	);
}

/** @param {number} count @param {Size} ours @param {Awaited<ReturnType<typeof compare>>[]} results */
function report(count, ours, results) {
	const rows = results.map(({ withMetadata, size, metadataBytes, routedMs, litellmMs }) => [
		withMetadata ? `with metadata of ${metadataBytes.toFixed(0)} bytes` : 'with empty metadata',
		(size.total / count).toFixed(0),
		(ours.total / count).toFixed(0),
		`${((ours.total / size.total) * 100).toFixed(1)} %`,
		litellmMs.toFixed(0),
		routedMs.toFixed(1),
		`${(litellmMs / routedMs).toFixed(0)} times`,
	]);
	return [
		`${count} calls of a year; the last ${DAYS} days by model and day (medians of ${ROUNDS} alternating rounds after ${WARM_UP_ROUNDS} to warm up; both gave the same sums)`,
		'',
		table(["LiteLLM's table", 'its bytes a call', 'ours', 'share', 'its query, ms', 'our spend(), ms', 'faster'], rows),
	].join('\n');
}

/** @param {string} name */
function readSql(name) {
	return fs.readFileSync(path.join(__dirname, `${name}.sql`), 'utf8');
}

/** @param {number} startedAt */
function secondsSince(startedAt) {
	return ((performance.now() - startedAt) / 1000).toFixed(0);
}

/** @param {string} text */
function print(text) {
	process.stdout.write(`${text}\n\n`);
}

main().then(
	() => process.exit(),
	(error) => {
		process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
		process.exit(1);
	},
);
