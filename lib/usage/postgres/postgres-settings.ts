/** Where a database is, how to get in, and which schema is ours. Complete and checked by whoever makes it. */
export interface PostgresSettings {
	host: string;
	port: number;
	database: string;
	user: string;
	password?: string;
	/** Absent: no TLS. */
	tls?: PostgresTls;
	/** Ours alone; made where it does not exist and the role may make it. */
	schema: string;
	/** Connections at the same time, from 1; idle ones end after 10 s. */
	poolSize: number;
}

export interface PostgresTls {
	/** False: any certificate will do, for any name. */
	verify: boolean;
	/** PEM text of the authority that signed the server's certificate; absent: those Node.js trusts. */
	ca?: string;
}

export const DEFAULT_SCHEMA = 'routed_llm';
export const DEFAULT_POOL_SIZE = 3;
