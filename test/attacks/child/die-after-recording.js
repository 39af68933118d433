// @ts-check
'use strict';

/*
 * A process that is killed in the worst moment: its outbox has brought rows to the log, and they have not left their file yet.
 * Arguments: compiled library, outbox folder, the rows as a JSON file, the log as JSON (`postgres`: settings, or `folder`).
 */

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [, , lib = '', folder, rows = '', target = ''] = process.argv;
const { createPostgresUsageLog } = require(join(lib, 'usage/postgres/postgres-usage-log.js'));
const { createSqliteDrainedOutbox } = require(join(lib, 'usage/sqlite/sqlite-drained-outbox.js'));
const { createSqliteUsageLog } = require(join(lib, 'usage/sqlite/sqlite-usage-log.js'));

const { postgres, folder: logFolder } = JSON.parse(target);
const log = postgres ? createPostgresUsageLog(postgres) : createSqliteUsageLog({ folder: logFolder });
const outbox = createSqliteDrainedOutbox({
	folder,
	log: {
		...log,
		/** @param {unknown[]} batch */
		async record(batch) {
			await log.record(batch);
			process.kill(process.pid, 'SIGKILL');
		},
	},
	keepCallsDays: 0,
});
outbox.append(...JSON.parse(readFileSync(rows, 'utf8')));
setTimeout(() => process.exit(1), 20_000);
