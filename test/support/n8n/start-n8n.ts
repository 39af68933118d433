import fs from 'node:fs';
import path from 'node:path';
import { N8nClient } from '../../../scripts/n8n/n8n-client';
import { startN8nProcess, type N8nProcess } from '../../../scripts/n8n/n8n-process';
import { installInto } from '../../../scripts/n8n/package-tarball';
import { createUserFolder, ENCRYPTION_KEY } from '../../../scripts/n8n/user-folder';
import { preparedRun } from './prepared-run';

export interface StartN8nOptions {
	/** Environment variables of n8n beside those that the harness sets. */
	env?: Record<string, string>;
	/** Whether the packed package is installed; default true. */
	withPackage?: boolean;
}

/** A real n8n with the packed package installed, and its owner signed in. */
export class RunningN8n extends N8nClient {
	/** @param userFolder what n8n knows as `N8N_USER_FOLDER`: its database and our files are in `.n8n` below it */
	constructor(
		private process: N8nProcess,
		readonly userFolder: string,
		private readonly env: Record<string, string>,
	) {
		super(process.baseUrl);
	}

	get pid(): number {
		return this.process.pid;
	}

	/** All that this n8n has printed since its last start. */
	log(): string {
		return this.process.log();
	}

	/** Ends n8n in an orderly way; its files stay, for `startAgain`. */
	async stop(): Promise<void> {
		await this.process.stop();
	}

	/** Ends n8n as a crash would; its files stay, for `startAgain`. */
	async kill9(): Promise<void> {
		await this.process.kill9();
	}

	/** Starts an n8n that was ended, with the same files, on another port. */
	async startAgain(): Promise<void> {
		this.process = await launch(this.userFolder, this.env);
		this.baseUrl = this.process.baseUrl;
		await this.signIn();
	}
}

const started: RunningN8n[] = [];
let count = 0;

/**
 * Starts a fresh n8n, which is ended after the last test of the file at the latest. Takes some seconds: share one among the tests of
 * a file unless they would disturb each other.
 */
export async function startN8n({ env = {}, withPackage = true }: StartN8nOptions = {}): Promise<RunningN8n> {
	const run = preparedRun();
	const userFolder = path.join(run.folder, `n8n-${process.pid}-${++count}`);
	await createUserFolder(run.n8n, userFolder);
	if (withPackage) installInto(run.packed, userFolder);
	const n8n = new RunningN8n(await launch(userFolder, env), userFolder, env);
	started.push(n8n);
	await n8n.signIn();
	return n8n;
}

async function launch(userFolder: string, env: Record<string, string>): Promise<N8nProcess> {
	const logFile = path.join(userFolder, 'n8n.log');
	return await startN8nProcess({ n8n: preparedRun().n8n, userFolder, encryptionKey: ENCRYPTION_KEY, logFile, env });
}

afterAll(async () => {
	for (const n8n of started.splice(0)) {
		await n8n.stop();
		if (!process.env.KEEP_E2E_FILES) fs.rmSync(n8n.userFolder, { recursive: true, force: true });
	}
}, 60_000);
