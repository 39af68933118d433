import { errorField, errorMessage } from '../error-facts';
import { UsageLogError, type UsageLogErrorCode } from '../usage-log-error';

type Meaning = readonly [sign: RegExp, code: UsageLogErrorCode, whatToDo: string];

/**
 * A sign in the code (SQLSTATE, postgresql.org/docs/current/errcodes-appendix.html, or of Node.js) or message of an error, and what it
 * means to the user. The first that fits counts.
 */
const MEANINGS: readonly Meaning[] = [
	[/^ECONNREFUSED/, 'unavailable', 'nothing listens at that address and port; check them, and that Postgres runs'],
	[/^(ENOTFOUND|EAI_AGAIN)/, 'unavailable', 'the host is not known; check its name'],
	[/^(EHOSTUNREACH|ENETUNREACH)/, 'unavailable', 'the server cannot be reached; check host and network'],
	[/^28P01|password must be a string|no password|SASL/, 'denied', 'the user or password is wrong; correct them'],
	[
		/^28000/,
		'denied',
		'the server lets this user in from here only in another way, such as with TLS; see its pg_hba.conf',
	],
	[/^3D000/, 'denied', 'there is no database of that name; correct it, or create it'],
	[/^42501/, 'denied', 'the role may not do what is needed; give it the rights that docs/usage-log.md lists'],
	[/^42(P07|703|809)/, 'io', 'the schema holds tables of something else; give one of its own as Schema'],
	[/^25006/, 'denied', 'it is read-only, as a standby is; give the address of the primary server'],
	[/^(53100|58030)/, 'disk_full', 'its disk is full; make room'],
	[/^53300/, 'unavailable', 'it has no room for one more connection; raise max_connections, or lower the pool size'],
	[
		/^(57P0[1-5]|57P03|08\w{3})/,
		'unavailable',
		'it is starting, stopping or restarting; what waits is written when it is back',
	],
	[/^(55P03|57014)/, 'busy', 'another session keeps a table locked, or it is very busy; see pg_locks'],
	[/^(40P01|40001)/, 'busy', 'it is busy with others; try again'],
	[/^(22\w{3}|23\w{3})/, 'bad_row', 'it will never take this row'],
	[/does not support SSL/i, 'denied', 'it does not speak TLS; turn TLS off'],
	[/cert.*expired/i, 'denied', 'its certificate has expired; renew it'],
	[/altname/i, 'denied', 'its certificate is for another host name; use a name that stands in it'],
	[
		/self.signed|unable to verify|unable to get (local )?issuer|certificate/i,
		'denied',
		'its certificate is not trusted; give the certificate of the authority that signed it, or choose TLS without verification',
	],
	[
		/timeout|timed? ?out/i,
		'unavailable',
		'there was no answer in time; check host, port and firewall, and whether it is very busy',
	],
	[/ECONNRESET|EPIPE|terminated|ended|closed/i, 'unavailable', 'the connection was closed; it may be restarting'],
];

/** Puts an error of the driver or the server into a sentence that says what to do. Never with an address, a user, a password or a row in it. */
export function toPostgresError(error: unknown): UsageLogError {
	if (error instanceof UsageLogError) return error;
	const said = [errorField(error, 'code'), errorMessage(firstOf(error))].filter(Boolean).join(' ');
	const [, code, whatToDo] = MEANINGS.find(([sign]) => sign.test(said)) ?? [
		/./,
		'io' as const,
		`it said ${stateOf(error)}; see its log`,
	];
	return new UsageLogError(code, `The Postgres of the usage log cannot be used: ${whatToDo}.`, { cause: error });
}

/** Of a host with several addresses each tells its own error. */
function firstOf(error: unknown): unknown {
	const errors = errorField(error, 'errors');
	return Array.isArray(errors) && errors.length > 0 ? errors[0] : error;
}

function stateOf(error: unknown): string {
	const code = errorField(error, 'code');
	return typeof code === 'string' ? code : 'something unexpected';
}
