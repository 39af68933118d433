import { describeRedisError } from '../../../../lib/state/redis/redis-error';

/** As the driver and servers word them, seen with ioredis 6 and Redis 7.0. */
const WORDED: Array<[said: string, meant: RegExp]> = [
	['connect ECONNREFUSED 10.0.0.1:6379', /^Redis cannot be used: nothing listens at that address/],
	['getaddrinfo ENOTFOUND redis.lan', /host is not known/],
	['connect ETIMEDOUT', /no answer in time.*firewall.*TLS/],
	['no answer within 250 ms', /no answer in time/],
	['NOAUTH Authentication required.', /wants a password/],
	['NOAUTH HELLO must be called with the client already authenticated', /wants a password/],
	['WRONGPASS invalid username-password pair or user is disabled.', /user or password is wrong/],
	['ERR invalid password', /user or password is wrong/],
	["NOPERM this user has no permissions to run the 'eval' command", /user may not do what is needed/],
	[
		"ERR The user executing the script can't run this command or subcommand script: c2, on @user_script:1.",
		/user may not do/,
	],
	["READONLY You can't write against a read only replica.", /read-only replica/],
	["OOM command not allowed when used memory > 'maxmemory'.", /memory is full/],
	['ERR DB index is out of range', /no database of that number/],
	['ERR SELECT is not allowed in cluster mode', /part of a cluster, which has database 0 only/],
	['MOVED 3999 127.0.0.1:6381', /choose Cluster as the connection/],
	['CLUSTERDOWN Hash slot not served', /cluster is not complete/],
	["ERR unknown command 'eval', with args beginning with: 'x' '1'", /takes no scripts/],
	['Unknown RESP type 72 "H". Please report this.', /not Redis/],
	['MASTERDOWN Link with MASTER is down', /lost its master/],
	['LOADING Redis is loading the dataset in memory', /busy with itself/],
	[
		'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
		/not trusted/,
	],
	["Hostname/IP does not match certificate's altnames: IP: 127.0.0.2 is not in the cert's list", /another host name/],
	['certificate has expired', /has expired/],
	['write EPROTO 0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number', /does not speak TLS/],
	['write ECONNRESET', /connection was closed.*TLS/],
];

describe('what an error of Redis means', () => {
	it.each(WORDED)('%s', (said, meant) => {
		expect(describeRedisError(new Error(said))).toMatch(meant);
	});

	it('is told by its code where the message says nothing', () => {
		expect(describeRedisError(Object.assign(new Error('write failed'), { code: 'EPIPE' }))).toMatch(
			/connection was closed/,
		);
	});

	it('is what the last node of a cluster said', () => {
		const error = Object.assign(new Error('Failed to refresh slots cache.'), {
			lastNodeError: new Error('ERR This instance has cluster support disabled'),
		});
		expect(describeRedisError(error)).toBe(
			'Redis cannot be used: it is no part of a cluster; choose Server as the connection',
		);
		expect(describeRedisError(new Error('None of startup nodes is available'))).toMatch(/none of the nodes answers/);
	});

	it('is told of the Sentinels where they are meant', () => {
		const saying = (reason: string) =>
			describeRedisError(new Error(`All sentinels are unreachable. Retrying from scratch after 100ms.${reason}`));
		expect(saying(' Last error: ERR No such master with that name')).toBe(
			'The Sentinels cannot be used: they know no master of that name; correct the name',
		);
		expect(saying(' Last error: Connection is closed.')).toMatch(
			/^The Sentinels cannot be used: the connection was closed/,
		);
		expect(saying('')).toBe('The Sentinels cannot be used: none of them answers; check their addresses');
	});

	it('repeats nothing of an error it does not know but its code', () => {
		expect(describeRedisError(new Error("NOVELTY you sent 'planted'"))).toBe(
			'Redis cannot be used: it said NOVELTY; see its log',
		);
		expect(describeRedisError(new Error("unknown command 'auth', with args beginning with: 'planted'"))).toBe(
			'Redis cannot be used: it said something unexpected; see its log',
		);
		expect(describeRedisError('planted')).not.toContain('planted');
	});
});
