import { randomUUID } from 'node:crypto';
import { findRedisServer } from './find-redis-server';
import { launchRedis, type RunningRedis } from './redis-process';

/** What the tests of one run have, found before the first of them and handed over through the environment. */
export interface PreparedRedis {
	/** The server program, or what to install. */
	program: { program: string } | { missing: string };
	/** Absent only where there is neither a program nor `REDIS_URL`. */
	sharedUrl?: string;
}

export interface SharedRedis {
	url: string;
	host: string;
	port: number;
	username?: string;
	password?: string;
	database: number;
}

const VARIABLE = 'ROUTED_LLM_TEST_REDIS';

let ownServer: RunningRedis | undefined;

/**
 * Finds or installs the server, once for a run, and starts the one that tests share unless `REDIS_URL` names it. Without a
 * server it says what to install, and what needs one is skipped; under `CI=true` that is an error.
 */
export async function prepareRedis(): Promise<void> {
	const program = await findRedisServer();
	if ('missing' in program) {
		const message = `Redis: what needs it is skipped; it ${program.missing}`;
		if (process.env.CI === 'true') throw new Error(message);
		process.stderr.write(`${message}\n`);
	}
	let sharedUrl = process.env.REDIS_URL || undefined;
	if (sharedUrl === undefined && 'program' in program) {
		ownServer = await launchRedis(program.program);
		sharedUrl = ownServer.url;
	}
	process.env[VARIABLE] = JSON.stringify({ program, sharedUrl } satisfies PreparedRedis);
}

export async function cleanUpRedis(): Promise<void> {
	await ownServer?.stop();
	ownServer = undefined;
}

export function preparedRedis(): PreparedRedis {
	const value = process.env[VARIABLE];
	if (!value)
		throw new Error(`${VARIABLE} is not set: the jest configuration lacks the globalSetup that prepares Redis`);
	return JSON.parse(value) as PreparedRedis;
}

/** The server that all tests of a run share, each under a prefix of its own. It may be a person's: nobody flushes or configures it. */
export function sharedRedis(): SharedRedis {
	const { sharedUrl } = preparedRedis();
	if (sharedUrl === undefined) throw new Error('There is no Redis: put what needs it into describeWithSharedRedis');
	const { hostname, port, username, password, pathname } = new URL(sharedUrl);
	return {
		url: sharedUrl,
		host: hostname,
		port: port === '' ? 6379 : Number(port),
		username: decodeURIComponent(username) || undefined,
		password: decodeURIComponent(password) || undefined,
		database: Number(pathname.slice(1)) || 0,
	};
}

/** A prefix for keys that no other test uses. */
export function freshPrefix(): string {
	return `test-${randomUUID()}`;
}
