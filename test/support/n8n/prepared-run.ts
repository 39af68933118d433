import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureN8n, type N8nInstall } from '../../../scripts/n8n/install';
import { packPackage, type PackedPackage } from '../../../scripts/n8n/package-tarball';

/** What the tests of one run share: made before the first of them, handed over through the environment. */
export interface PreparedRun {
	n8n: N8nInstall;
	packed: PackedPackage;
	/** A temporary folder that is removed after the run. */
	folder: string;
}

const VARIABLE = 'ROUTED_LLM_E2E_RUN';

/** Installs n8n where it is missing (minutes) and packs the built package (a second). */
export async function prepareRun(): Promise<void> {
	const n8n = await ensureN8n();
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routed-llm-e2e-'));
	const packageFolder = path.resolve(__dirname, '..', '..', '..');
	const packed = await packPackage({ packageFolder, workFolder: folder });
	process.env[VARIABLE] = JSON.stringify({ n8n, packed, folder } satisfies PreparedRun);
}

export function preparedRun(): PreparedRun {
	const value = process.env[VARIABLE];
	if (!value) throw new Error('Run the end-to-end tests with jest.e2e.config.js');
	return JSON.parse(value) as PreparedRun;
}

/** Removes the run's temporary files, unless `KEEP_E2E_FILES` is set: then it says where they are. */
export function cleanUpRun(): void {
	if (!process.env[VARIABLE]) return;
	const { folder } = preparedRun();
	if (process.env.KEEP_E2E_FILES) process.stderr.write(`The files of this run are in ${folder}\n`);
	else fs.rmSync(folder, { recursive: true, force: true });
}
