import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsageRow } from '../../../../../lib/types';
import type { WaitingRows } from '../../../../../lib/usage/usage-log';

export interface Appended {
	/** Why the last row was lost that was lost. */
	lost?: string;
	waiting?: WaitingRows;
}

/** A real process with an outbox of its own. */
export interface AppendingProcess {
	append(rows: UsageRow[]): Promise<Appended>;
	/** Appends and, in the next statement, kills itself with SIGKILL. Resolves when it is dead. */
	appendAndDie(rows: UsageRow[]): Promise<void>;
	kill(): Promise<void>;
}

/**
 * @param compiledLib where `compileLib` put its output
 * @param folder of the log
 * @param user as whom it runs; this process's user must be root
 */
export async function startAppending(
	compiledLib: string,
	folder: string,
	user: { uid?: number; gid?: number } = {},
): Promise<AppendingProcess> {
	// The script is copied to where every user may read it.
	const script = join(compiledLib, 'append-rows.js');
	copyFileSync(join(__dirname, 'append-rows.js'), script);
	const child = fork(script, [compiledLib, folder], { execArgv: [], cwd: compiledLib, ...user });
	await answer(child);
	const exited = once(child, 'exit');

	return {
		async append(rows) {
			const done = answer(child);
			child.send({ command: 'append', rows });
			return await done;
		},
		async appendAndDie(rows) {
			child.send({ command: 'appendAndDie', rows });
			await withTimeout(exited, 'the end of the process');
			if (child.signalCode !== 'SIGKILL') throw new Error(`The process ended by itself, with ${child.exitCode}.`);
		},
		async kill() {
			child.kill('SIGKILL');
			await withTimeout(exited, 'the end of the process');
		},
	};
}

async function answer(child: ChildProcess): Promise<Appended> {
	const ended = once(child, 'exit').then(() => {
		throw new Error('The process ended instead of answering.');
	});
	ended.catch(() => undefined);
	const [message] = await withTimeout(Promise.race([once(child, 'message'), ended]), 'an answer of the process');
	return message as Appended;
}

async function withTimeout<T>(promise: Promise<T>, what: string): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error(`Waited 10 s for ${what}.`)), 10_000);
	});
	try {
		return await Promise.race([promise, timeout]);
	} finally {
		clearTimeout(timer);
	}
}
