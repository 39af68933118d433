// @ts-check
'use strict';

/*
 * A process that uses a usage log in Postgres as n8n does: it appends calls to an outbox that drains there, deletes old ones, and asks for
 * reports, until its standard input ends. Arguments: compiled library, outbox folder, settings as JSON, a file of rows to append
 * first. At the end it writes as JSON which rows it appended, and every error.
 */

const fs = require('node:fs');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const [, , lib = '', folder, settings = '', rowsFile = ''] = process.argv;
const { newCallId } = require(join(lib, 'call-id.js'));
const { createPostgresUsageLog } = require(join(lib, 'usage/postgres/postgres-usage-log.js'));
const { createSqliteDrainedOutbox } = require(join(lib, 'usage/sqlite/sqlite-drained-outbox.js'));

const DAY_MS = 86_400_000;
const QUARTER_HOUR_MS = 900_000;
const log = createPostgresUsageLog(JSON.parse(settings));
const outbox = createSqliteDrainedOutbox({ folder, log, keepCallsDays: 1 });

/** @type {object[]} */
const appended = [];
/** @type {string[]} */
const errors = [];
/** @type {Set<string>} */
const waits = new Set();
let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();

/** Every other call is of two days ago, so that it is deleted soon. @param {number} index */
function makeCall(index) {
	const startedAtMs = Date.now() - (index % 2) * 2 * DAY_MS;
	return {
		callId: newCallId(startedAtMs),
		startedAtMs,
		group: 'chat',
		deployment: `d${index % 3}`,
		provider: 'openai',
		requestedModel: 'm',
		status: 'ok',
		inputTokens: 10,
		outputTokens: 1,
		costUsd: 0.001,
		estimated: false,
		latencyMs: 5,
		queueWaitMs: 0,
		attemptCount: 1,
		workflowId: `w${index % 5}`,
		tags: { user: `user ${index % 20}` },
	};
}

/** @param {() => unknown} work */
async function noting(work) {
	try {
		await work();
	} catch (error) {
		errors.push(error instanceof Error ? error.message : String(error));
	}
}

async function ask() {
	const endMs = Math.ceil(Date.now() / QUARTER_HOUR_MS) * QUARTER_HOUR_MS;
	const boundariesMs = [endMs - 3 * DAY_MS, endMs];
	await noting(() => log.spend({ boundariesMs, groupBy: ['model'] }));
	await noting(() => log.spend({ boundariesMs, groupBy: ['workflow', 'tag:user'] }));
	await noting(() => log.totals({}));
	await noting(() => log.calls({ limit: 10 }));
}

async function main() {
	if (rowsFile !== '') await noting(() => outbox.append(...JSON.parse(fs.readFileSync(rowsFile, 'utf8'))));
	for (let turn = 0; !isOver; turn++) {
		const calls = rowsFile === '' ? Array.from({ length: 10 }, (_, index) => makeCall(turn * 10 + index)) : [];
		await noting(() => outbox.append(...calls));
		appended.push(...calls);
		await ask();
		await noting(() => log.deleteCalls({ beforeMs: Date.now() - DAY_MS, limit: 50 }));
		if (outbox.waiting) waits.add(outbox.waiting.reason);
		await sleep(50);
	}
	// Until all is in Postgres.
	const deadlineMs = Date.now() + 15_000;
	while (rowsLeft() > 0 && Date.now() < deadlineMs) await sleep(50);
	fs.writeSync(1, JSON.stringify({ appended, errors, waits: [...waits], rowsLeft: rowsLeft() }));
	process.exit();
}

function rowsLeft() {
	const { DatabaseSync } = require('node:sqlite');
	return fs
		.readdirSync(String(folder))
		.filter((name) => name.endsWith('.sqlite'))
		.reduce((sum, name) => {
			const database = new DatabaseSync(join(String(folder), name), { readOnly: true });
			const { calls } = database.prepare('SELECT count(*) AS calls FROM calls').get();
			database.close();
			return sum + Number(calls);
		}, 0);
}

void main();
