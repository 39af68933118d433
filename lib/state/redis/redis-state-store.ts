import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../clock';
import type { AdmitReply, DeploymentState, QueueCheck, RenewReply, StateStore } from '../state-store';
import { loadScript, type Script, type Verb } from './load-script';
import { createRedisConnection } from './redis-connection';
import type { RedisClient } from './create-client';
import type { RedisSettings } from './redis-settings';
import { createWakeListener } from './wake-listener';

export interface RedisStateStoreOptions {
	settings: RedisSettings;
	/** Connections that nobody used for so long, and that no call waits at, are closed until the next use. Default 60 s. */
	idleMs?: number;
	/** For the idle time. Default: the system's. */
	clock?: Clock;
	/** Stands in for the server's clock, for tests that move time: whole milliseconds. */
	serverNowMs?: () => number;
}

export interface RedisStateStore extends StateStore {
	/** Resolves when the server takes scripts that write. */
	check(): Promise<void>;
}

const DEFAULT_IDLE_MS = 60_000;

/**
 * The state of all processes that use the same server and key prefix. Every verb is one script and one round trip; the
 * server's clock is the only one. Verbs reject with the driver's error when the server cannot be used.
 * Connects at the first use; a second connection, for wake-ups, when a call first stands in line. Both end when they
 * are idle, until the next use, and for good with `close`.
 */
export function createRedisStateStore(options: RedisStateStoreOptions): RedisStateStore {
	const { settings, idleMs = DEFAULT_IDLE_MS, clock = systemClock, serverNowMs } = options;
	const root = `{${settings.keyPrefix}}`;
	const listener = randomUUID();
	const wakes = createWakeListener(settings, `${root}:wake:${listener}`);
	const connection = createRedisConnection(settings);
	let underWay = 0;
	let lastUseMs = 0;
	let cancelIdle: (() => void) | undefined;
	let closed = false;

	/** Deployments whose state a script has thrown away; '' for what belongs to no one deployment. */
	const damaged = new Set<string>();

	async function perform<Reply extends object>(
		verb: Exclude<Verb, 'check'>,
		request: object,
		more?: readonly object[],
	): Promise<Reply> {
		const { damaged: found = [], ...reply } = JSON.parse(await run(verb, request, more)) as Reply & {
			damaged?: string[];
		};
		for (const key of found) damaged.add(key);
		return reply as unknown as Reply;
	}

	/** Each is reported once. */
	function takeDamaged(): Pick<AdmitReply, 'damaged'> {
		if (damaged.size === 0) return {};
		const reported = [...damaged];
		damaged.clear();
		return { damaged: reported };
	}

	/** @param more further arguments, each as JSON */
	async function run(verb: Verb, request: object, more: readonly object[] = []): Promise<string> {
		if (closed) throw new Error('This state store is closed.');
		underWay++;
		watchIdle();
		try {
			const sent = serverNowMs ? { ...request, nowMs: serverNowMs() } : request;
			return await evaluate(await connection.ready(), loadScript(verb), [
				root,
				...[sent, ...more].map((one) => JSON.stringify(one)),
			]);
		} finally {
			underWay--;
			lastUseMs = clock.now();
		}
	}

	function watchIdle(delayMs = idleMs): void {
		cancelIdle ??= clock.after(delayMs, closeWhenIdle, { background: true });
	}

	function closeWhenIdle(): void {
		cancelIdle = undefined;
		const idleForMs = clock.now() - lastUseMs;
		if (underWay > 0 || wakes.waiting) watchIdle();
		else if (idleForMs < idleMs) watchIdle(idleMs - idleForMs);
		else {
			connection.close();
			wakes.disconnect();
		}
	}

	return {
		async admit({ candidates, ...request }) {
			const reply = await perform<AdmitReply>('admit', { ...request, listener }, candidates);
			if (reply.kind === 'waiting' && !closed) wakes.listen();
			return reply.kind === 'granted'
				? { ...reply, passed: toList(reply.passed), ...takeDamaged() }
				: { ...reply, reasons: toList(reply.reasons), ...takeDamaged() };
		},
		async renew(request) {
			const reply = await perform<RenewReply>('renew', request);
			return { ...reply, wake: toList(reply.wake), lost: toList(reply.lost) };
		},
		async leave(request) {
			return await perform<QueueCheck>('leave', request);
		},
		async settle(settlement) {
			return await perform<QueueCheck>('settle', settlement);
		},
		async snapshot(request) {
			const { states } = await perform<{ states: DeploymentState[] }>('snapshot', request);
			return toList(states);
		},
		async check() {
			await run('check', {});
		},
		onWake: wakes.subscribe,
		async close() {
			closed = true;
			cancelIdle?.();
			connection.close();
			wakes.close();
		},
	};
}

/** By its name, and as a whole when the server does not know it (yet, or any more). */
async function evaluate(
	client: RedisClient,
	{ sha1, text }: Script,
	[key, ...rest]: [string, ...string[]],
): Promise<string> {
	try {
		return (await client.evalsha(sha1, 1, key, ...rest)) as string;
	} catch (error) {
		if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
		return (await client.eval(text, 1, key, ...rest)) as string;
	}
}

/** Lua has one kind of table: an empty list comes as an empty object. */
const toList = <T>(list: T[]): T[] => (Array.isArray(list) ? list : []);
