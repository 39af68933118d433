import { preparedRedis } from './prepared-redis';

/** Tests that start servers of their own (`startRedis`). Without a server program they are skipped, and their name says what to install. */
export function describeWithRedis(name: string, body: () => void): void {
	const { program } = preparedRedis();
	if ('program' in program) describe(name, body);
	else skip(name, program.missing, body);
}

/** Tests that need no more than a server and a fresh prefix (`sharedRedis`, `freshPrefix`), which `REDIS_URL` may name. */
export function describeWithSharedRedis(name: string, body: () => void): void {
	const { program, sharedUrl } = preparedRedis();
	if (sharedUrl !== undefined) describe(name, body);
	else skip(name, 'missing' in program ? program.missing : 'has no server', body);
}

function skip(name: string, reason: string, body: () => void): void {
	describe.skip(`${name} (skipped: ${reason})`, body);
}
