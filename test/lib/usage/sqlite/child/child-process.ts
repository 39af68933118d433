import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { UsageRow } from '../../../../../lib/types';

/** A real process with an outbox of its own. */
export interface AppendingProcess {
	append(rows: UsageRow[]): Promise<void>;
	/** Appends and, in the next statement, kills itself with SIGKILL. Resolves when it is dead. */
	appendAndDie(rows: UsageRow[]): Promise<void>;
	kill(): Promise<void>;
}

/** Where `compileLib` put its output, and the folder of the log. */
export async function startAppending(compiledLib: string, folder: string): Promise<AppendingProcess> {
	const child = fork(join(__dirname, 'append-rows.js'), [compiledLib, folder], { execArgv: [] });
	await answer(child);
	const exited = once(child, 'exit');

	return {
		async append(rows) {
			const done = answer(child);
			child.send({ command: 'append', rows });
			await done;
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

async function answer(child: ChildProcess): Promise<void> {
	const ended = once(child, 'exit').then(() => {
		throw new Error('The process ended instead of answering.');
	});
	ended.catch(() => undefined);
	await withTimeout(Promise.race([once(child, 'message'), ended]), 'an answer of the process');
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
