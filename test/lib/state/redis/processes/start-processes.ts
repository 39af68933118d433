import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GroupInput } from '../../../../../lib/config/input';
import type { RedisSettings } from '../../../../../lib/state/redis/redis-settings';
import { compileLib } from '../../../../support/compile-lib';

export interface Shared {
	group: GroupInput;
	redis: RedisSettings;
	windowMs: number;
}

export type CallEnd =
	{ prompt: string; ok: true; deployment: string; hints: string[] } | { prompt: string; ok: false; error: string };

export interface Pace {
	atOnce?: number;
	everyMs?: number;
}

/** A real process with a router of its own on the shared state. */
export interface RouterProcess {
	/** Makes calls named `<name>-0`, `<name>-1`, …, at most `atOnce` (default: all) under way, one begun every `everyMs` (default: no wait). */
	call(name: string, count: number, pace?: Pace): Promise<CallEnd[]>;
	degraded(): Promise<string | null>;
	/** Of the group's deployments, in the state store. */
	keys(): Promise<string[]>;
	kill9(): Promise<void>;
}

/** Longer than the longest run takes. */
const TIMEOUT_MS = 110_000;

/**
 * Starts processes for the tests of a file, each of which has called every server once; they end with each test. Belongs
 * into a `describe`.
 */
export function useRouterProcesses(): (count: number, shared: Shared) => Promise<RouterProcess[]> {
	let lib: string;
	let running: Array<() => Promise<void>> = [];
	beforeAll(() => {
		lib = mkdtempSync(join(tmpdir(), 'routed-llm-lib-'));
		compileLib(lib);
	});
	afterEach(async () => {
		await Promise.all(running.map(async (end) => await end()));
		running = [];
	});
	afterAll(() => rmSync(lib, { recursive: true, force: true }));

	return async (count, shared) => {
		const processes = Array.from({ length: count }, () => startProcess(lib));
		running.push(...processes.map(({ kill9 }) => kill9));
		await Promise.all(processes.map(async ({ say }) => await say('start', { ...shared })));
		return processes.map(({ say, kill9 }) => ({
			call: async (name, calls, pace) => (await say('call', { name, count: calls, ...pace })) as CallEnd[],
			degraded: async () => (await say('degraded', {})) as string | null,
			keys: async () => (await say('keys', {})) as string[],
			kill9,
		}));
	};
}

function startProcess(lib: string) {
	const child = fork(join(__dirname, 'call-on-command.js'), [lib], { execArgv: [] });
	const exited = once(child, 'exit');
	let messages = 0;
	return {
		say: async (command: string, parameters: object) => await ask(child, { id: ++messages, command, ...parameters }),
		async kill9() {
			if (child.exitCode === null && child.signalCode === null) {
				child.kill('SIGKILL');
				await exited;
			}
		},
	};
}

async function ask(child: ChildProcess, message: { id: number; command: string }): Promise<unknown> {
	return await new Promise((resolve, reject) => {
		const end = (settle: () => void) => {
			clearTimeout(timer);
			child.off('message', onMessage);
			child.off('exit', onExit);
			settle();
		};
		const onMessage = ({ id, result, error }: { id: number; result: unknown; error?: string }) => {
			if (id === message.id) end(() => (error === undefined ? resolve(result) : reject(new Error(error))));
		};
		const onExit = () => end(() => reject(new Error(`The process ended during ${message.command}.`)));
		const timer = setTimeout(() => onTimeout(), TIMEOUT_MS);
		const onTimeout = () => end(() => reject(new Error(`No answer to ${message.command} within ${TIMEOUT_MS} ms.`)));
		child.on('message', onMessage);
		child.on('exit', onExit);
		child.send(message);
	});
}
