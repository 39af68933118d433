/** Where the shared state is, and how to get in. Complete and checked by whoever makes it. */
export interface RedisSettings {
	servers: RedisServers;
	/** Redis 6 and later know users; absent: the default one. */
	username?: string;
	password?: string;
	/** 0 to 15 unless the server was told otherwise. A cluster has 0 only. */
	database: number;
	/** Absent: no TLS. */
	tls?: RedisTls;
	/** First part of every key and channel, so that several installations can share a server. Without braces or spaces. */
	keyPrefix: string;
}

export type RedisServers =
	| { kind: 'server'; host: string; port: number }
	/** Sentinels name the present master of `masterName`, also after a fail-over. */
	| {
			kind: 'sentinel';
			sentinels: readonly RedisAddress[];
			masterName: string;
			sentinelUsername?: string;
			sentinelPassword?: string;
	  }
	/** Some of the cluster's nodes; they name the others. */
	| { kind: 'cluster'; nodes: readonly RedisAddress[] };

export interface RedisAddress {
	host: string;
	/** 6379 for servers and 26379 for sentinels unless told otherwise. */
	port: number;
}

export interface RedisTls {
	/** PEM text of the authority that signed the server's certificate; absent: those Node.js trusts. */
	ca?: string;
}

export const DEFAULT_KEY_PREFIX = 'routed-llm';
