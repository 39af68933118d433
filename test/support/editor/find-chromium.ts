import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome'];
const ADVICE =
	'the editor test needs Chromium: install it (Debian and Ubuntu: apt-get install chromium) or name its binary in CHROMIUM_PATH';

/** The Chromium to drive: `CHROMIUM_PATH`, else the first on the PATH; undefined when there is none. */
export function findChromium({ CHROMIUM_PATH, PATH = '' } = process.env): string | undefined {
	if (CHROMIUM_PATH) return CHROMIUM_PATH;
	const folders = PATH.split(delimiter).filter((folder) => folder !== '');
	return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))).find(isExecutable);
}

/**
 * `describe` where there is a Chromium; elsewhere `describe.skip`, and a line that says what to install.
 * @throws Under `CI=true` a missing Chromium is a failure.
 */
export function describeWithChromium(chromium: string | undefined): jest.Describe {
	if (chromium !== undefined) return describe;
	if (process.env.CI === 'true') throw new Error(`Under CI=true, ${ADVICE}`);
	process.stderr.write(`Skipped: ${ADVICE}\n`);
	return describe.skip;
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}
