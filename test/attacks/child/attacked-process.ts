import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeploymentInput } from '../../../lib/config/input';
import { compileLib } from '../../support/compile-lib';

export interface Attack {
	/** At once. */
	calls: number;
	/** Of the model group that all of them ask. */
	deployments?: DeploymentInput[];
	/** The model group's own settings. */
	group?: object;
	/** Instead: where a message is published. */
	ntfyUrl?: string;
	/** The calls are streamed; default: answered as a whole. */
	stream?: boolean;
}

export interface SufferedCall {
	/** Absent: it failed. */
	text?: string;
	error?: string;
	callId: string;
	/** The failure of each; null: it answered. */
	attempts: Array<{ kind: string; message: string } | null>;
}

export interface Suffered {
	calls: SufferedCall[];
	/** Of every row in the usage log. */
	rowIds: string[];
	elapsedMs: number;
	longestBlockMs: number;
	rssMb: number;
}

/** A real process with a router, a usage log and a heap of 512 MB. */
export interface AttackedProcess {
	suffer(attack: Attack): Promise<Suffered>;
	end(): Promise<void>;
}

const HEAP_MB = 512;
const ANSWER_WITHIN_MS = 120_000;

export async function startAttacked(): Promise<AttackedProcess> {
	const folder = mkdtempSync(join(tmpdir(), 'attacked-'));
	const compiled = join(folder, 'lib');
	compileLib(compiled);
	const child = fork(join(__dirname, 'ask-attacked.js'), [compiled, join(folder, 'usage')], {
		execArgv: [`--max-old-space-size=${HEAP_MB}`],
	});
	await answerOf(child);
	return {
		async suffer({ deployments = [], ...attack }) {
			const answer = answerOf(child);
			child.send({ deployments, ...attack });
			return (await answer) as Suffered;
		},
		async end() {
			if (isRunning(child)) {
				const exited = once(child, 'exit');
				child.kill('SIGKILL');
				await exited;
			}
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function answerOf(child: ChildProcess): Promise<unknown> {
	if (!isRunning(child)) throw new Error(`The process ended before (${child.exitCode ?? child.signalCode}).`);
	return await new Promise((resolve, reject) => {
		const ended = (): void =>
			leave(() => reject(new Error(`The process ended (${child.exitCode ?? child.signalCode}).`)));
		const answered = (answer: unknown): void => leave(() => resolve(answer));
		const timer = setTimeout(
			() => leave(() => reject(new Error(`The process did not answer within ${ANSWER_WITHIN_MS} ms.`))),
			ANSWER_WITHIN_MS,
		);
		const leave = (end: () => void): void => {
			clearTimeout(timer);
			child.off('exit', ended).off('message', answered);
			end();
		};
		child.on('exit', ended).on('message', answered);
	});
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode === null && signalCode === null;
}
