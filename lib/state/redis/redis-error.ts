/** A sign in the message or code of an error, and what it means to the user: what is wrong; what to do. The first that fits counts. */
const MEANINGS: ReadonlyArray<readonly [RegExp, string]> = [
	[/ECONNREFUSED/, 'nothing listens at that address and port; check them, and that Redis runs'],
	[/ENOTFOUND|EAI_AGAIN/, 'the host is not known; check its name'],
	[/EHOSTUNREACH|ENETUNREACH/, 'the server cannot be reached; check host and network'],
	[
		/ETIMEDOUT|timed? ?out|no answer within/i,
		'there was no answer in time; check host, port and firewall, and TLS: a server without it does not answer a connection with it',
	],
	[/^NOAUTH/, 'it wants a password; give one, and the user where it is not the default one'],
	[/^WRONGPASS|invalid password|invalid username-password/i, 'the user or password is wrong; correct them'],
	[
		/^NOPERM|^ERR The user executing the script|ACL failure in script/,
		'the user may not do what is needed; give it the rights that docs/redis.md lists',
	],
	[/^READONLY/, 'it is a read-only replica; give the address of the master, or of the Sentinels'],
	[/^OOM/, 'its memory is full; raise maxmemory, or make room'],
	[
		/DB index is out of range|invalid DB index/i,
		'there is no database of that number; choose another, 0 is always there',
	],
	[
		/SELECT is not allowed in cluster mode/i,
		'it is part of a cluster, which has database 0 only; choose 0, or Cluster as the connection',
	],
	[/^CLUSTERDOWN/, 'its cluster is not complete; look at its nodes and slots'],
	[/^(MOVED|ASK|CROSSSLOT)/, 'it is part of a cluster; choose Cluster as the connection'],
	[/cluster support disabled/i, 'it is no part of a cluster; choose Server as the connection'],
	[/No such master/i, 'they know no master of that name; correct the name'],
	[
		/unknown command .?sentinel/i,
		'what answers there is no Sentinel; correct the addresses (26379 is their usual port), or choose Server as the connection',
	],
	[
		/unknown command .?eval/i,
		'what answers there takes no scripts; give the address of a server, or choose Sentinel as the connection',
	],
	[/unknown RESP type|Protocol error/i, 'what answers there is not Redis; check host and port'],
	[/max number of clients/i, 'it has no room for one more connection; raise maxclients'],
	[/^MASTERDOWN/, 'it is a replica that has lost its master; give the address of the master, or of the Sentinels'],
	[
		/^(LOADING|TRYAGAIN|BUSY)/,
		'it is busy with itself for the moment (loading, failing over, or running a script); try again',
	],
	[/^MISCONF/, 'it refuses to write because it cannot save to its disk; see its log'],
	[/cert.*expired/i, 'its certificate has expired; renew it'],
	[/altname/i, 'its certificate is for another host name; use a name that stands in it'],
	[
		/self.signed|unable to verify|unable to get (local )?issuer|certificate/i,
		'its certificate is not trusted; give the certificate of the authority that signed it',
	],
	[
		/wrong version number|packet length too long|SSL|TLS/i,
		'it does not speak TLS there; turn TLS off, or give the TLS port',
	],
	[
		/None of startup nodes|Failed to refresh slots cache|Cluster isn't ready/i,
		'none of the nodes answers as a part of a cluster; check the nodes, or choose Server as the connection',
	],
	[
		/ECONNRESET|EPIPE|Connection is closed|socket (hang up|closed)|Stream isn't writeable/i,
		'the connection was closed; Redis is down, or takes connections with TLS only',
	],
];

/**
 * What an error of the driver, or the server's own answer, means to the user and what to do, as a sentence without full
 * stop. Never with an address, a user name or a password in it.
 */
export function describeRedisError(error: unknown): string {
	const text = innermostOf(error);
	const ofSentinels = /^All sentinels are unreachable(?:[^]*?Last error: ([^]*))?/.exec(text);
	if (ofSentinels === null) return `Redis cannot be used: ${meaningOf(text)}`;
	const [, reason] = ofSentinels;
	return `The Sentinels cannot be used: ${reason ? meaningOf(reason) : 'none of them answers; check their addresses'}`;
}

function meaningOf(text: string): string {
	return MEANINGS.find(([sign]) => sign.test(text))?.[1] ?? `it said ${codeOf(text)}; see its log`;
}

/** A cluster client tells only inside its error what its last node said. */
function innermostOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { code, lastNodeError, cause } = error as Error & { code?: unknown; lastNodeError?: unknown };
	const inner = lastNodeError ?? cause;
	return inner ? innermostOf(inner) : [error.message, code].filter(Boolean).join(' ');
}

/** A server's errors begin with a word in capitals; the rest may quote what was sent. */
const codeOf = (text: string): string => /^[A-Z]{3,20}\b/.exec(text)?.[0] ?? 'something unexpected';
