// @ts-check
'use strict';

/*
 * `npm start`: a real n8n with this package installed as a user would have it, and a demo workflow whose first deployment is down.
 * Runs the workflow once, says what happened, and keeps n8n running until Ctrl-C; with `--once` it ends after the run, with code 1
 * when the run failed. Nothing outside the cache folder and this machine is touched, and every start begins afresh.
 */

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { importDemoWorkflow } = require('./demo/demo-workflow');
const { describeRun } = require('./demo/describe-run');
const { startProviderEmulator } = require('./demo/provider-emulator');
const { cacheRoot, tryLockFile } = require('./n8n/cache-folder');
const { isPortFree } = require('./n8n/free-ports');
const { ensureN8n } = require('./n8n/install');
const { N8nClient, OWNER } = require('./n8n/n8n-client');
const { startN8nProcess } = require('./n8n/n8n-process');
const { installInto, packPackage } = require('./n8n/package-tarball');
const { withProgress } = require('./n8n/progress');
const { createUserFolder, ENCRYPTION_KEY } = require('./n8n/user-folder');

/** n8n's usual port; another one when it is taken. */
const USUAL_PORT = 5678;

/** What to undo at the end, last first. @type {Array<() => void | Promise<void>>} */
const cleanUps = [];

async function main() {
	const once = process.argv.includes('--once');

	const n8n = await ensureN8n();
	const userFolder = prepareDemoFolder();
	const running = await withProgress(`Starting n8n ${n8n.version} with this package installed`, async () => {
		await createUserFolder(n8n, userFolder);
		installInto(await pack(), userFolder);
		return await startN8nProcess({
			n8n,
			userFolder,
			encryptionKey: ENCRYPTION_KEY,
			logFile: path.join(userFolder, 'n8n.log'),
			port: (await isPortFree(USUAL_PORT)) ? USUAL_PORT : undefined,
		});
	});
	cleanUps.push(() => running.stop());

	const emulator = await startProviderEmulator();
	cleanUps.push(() => emulator.close());
	const client = new N8nClient(running.baseUrl);
	await client.signIn();
	const workflow = await importDemoWorkflow(client, emulator.url);
	const execution = await client.runWorkflow(workflow);
	print(describeRun(execution, workflow));
	if (execution.status !== 'success') process.exitCode = 1;
	if (once) return;

	print(
		'',
		`The editor:  ${running.baseUrl}/workflow/${workflow.id}`,
		`Sign in as:  ${OWNER.email}`,
		`Password:    ${OWNER.password}`,
		`n8n's log:   ${running.logFile}`,
		'',
		'Press Ctrl-C to end.',
	);
	await untilSignal();
	print('Stopping n8n');
}

/** Resolves at the first Ctrl-C, for an orderly end; the second one ends at once. */
function untilSignal() {
	return new Promise((resolve) => {
		let signals = 0;
		const onSignal = () => (++signals === 1 ? resolve(undefined) : process.exit(130));
		process.on('SIGINT', onSignal);
		process.on('SIGTERM', onSignal);
	});
}

/** An empty user folder that this process alone uses. */
function prepareDemoFolder() {
	const userFolder = path.join(cacheRoot(), 'demo');
	const release = tryLockFile(`${userFolder}.lock`);
	if (!release) throw new Error('"npm start" is running already: end it first (Ctrl-C)');
	cleanUps.push(release);
	fs.rmSync(userFolder, { recursive: true, force: true });
	return userFolder;
}

async function pack() {
	const workFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-pack-'));
	cleanUps.push(() => fs.rmSync(workFolder, { recursive: true, force: true }));
	return await packPackage({ packageFolder: path.resolve(__dirname, '..'), workFolder });
}

/** @param {...string} lines */
function print(...lines) {
	process.stdout.write(`${lines.join('\n')}\n`);
}

main()
	.catch((error) => {
		process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
		process.exitCode = 1;
	})
	.finally(async () => {
		for (const cleanUp of cleanUps.reverse()) await cleanUp();
		process.exit();
	});
