/** What begins, or stands in, the message of an error, and what it means to the user. The first that fits counts. */
const MEANINGS: ReadonlyArray<readonly [RegExp, string]> = [
	[/ECONNREFUSED/, 'nothing listens at that address and port: check them, and that Redis runs'],
	[/ENOTFOUND|EAI_AGAIN/, 'the host is not known: check its name'],
	[/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|connect.*timed? ?out/i, 'the server cannot be reached: check host, port and firewall'],
	[/^NOAUTH/, 'it wants a password: give one'],
	[/^WRONGPASS|invalid password|invalid username-password/i, 'the user or password is wrong'],
	[/^NOPERM/, 'the user may not do what is needed: allow it EVAL, EVALSHA, SUBSCRIBE, and all keys and channels of the prefix'],
	[/^READONLY/, 'it is a read-only replica: give the address of the master, or of the Sentinels'],
	[/^OOM/, 'its memory is full: raise maxmemory, or make room'],
	[/^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN)/, 'it is part of a cluster: choose Cluster as the connection'],
	[/cluster support disabled|Failed to refresh slots cache|ClusterAllFailed/i, 'none of the nodes answers as a part of a cluster: check the nodes, or choose Server as the connection'],
	[/All sentinels are unreachable/i, 'no Sentinel answers, or none knows the master: check their addresses and the name of the master'],
	[/DB index is out of range|invalid DB index/i, 'there is no database of that number'],
	[/^(LOADING|MASTERDOWN|TRYAGAIN|BUSY)/, 'it is busy with itself for the moment (loading, failing over, or running a script)'],
	[/^MISCONF/, 'it refuses to write because it cannot save to its disk: see its log'],
	[/self.signed|unable to verify|unable to get (local )?issuer|certificate|altname/i, 'its certificate is not trusted: give the authority that signed it, and the host name it is for'],
	[/wrong version number|packet length too long|SSL|TLS/i, 'it does not speak TLS there: turn TLS off, or give the TLS port'],
	[/ECONNRESET|EPIPE|Connection is closed|socket (hang up|closed)|Stream isn't writeable/i, 'the connection was closed: Redis is down, or wants TLS'],
];

/**
 * What an error of the driver, or the server's own answer, means to the user and what to do, as a sentence without full
 * stop. Never with an address, a user name or a password in it.
 */
export function describeRedisError(error: unknown): string {
	const text = textOf(error);
	const meaning = MEANINGS.find(([sign]) => sign.test(text))?.[1];
	return `Redis cannot be used: ${meaning ?? `it said ${codeOf(text)}, see its log`}`;
}

/** With what it was caused by: a cluster client tells of the last node's error only there. */
function textOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { code, lastNodeError, cause } = error as Error & { code?: unknown; lastNodeError?: unknown };
	const inner = lastNodeError ?? cause;
	return [error.message, code, inner && textOf(inner)].filter(Boolean).join(' ');
}

/** A server's errors begin with a word in capitals; the rest may quote what was sent. */
const codeOf = (text: string): string => /^[A-Z]{3,20}\b/.exec(text)?.[0] ?? 'something unexpected';
