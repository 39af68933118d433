import { gzipSync } from 'node:zlib';
import { type Chance } from './chance';
import { mutateBytes } from './mutate-bytes';
import { mutateEvents, splitEvents } from './mutate-events';
import { CONTENT_TYPES, type Protocol, type Sample } from './samples';

/** What the server does with one request. */
export interface MutatedAnswer {
	sample: string;
	protocol: Protocol;
	status: number;
	headers: Record<string, string>;
	/** Written one by one, each in a write of its own. */
	pieces: Buffer[];
	pauseMs: number;
	/** `stall` leaves the connection open for longer than any time-out of the case. */
	ending: 'end' | 'cut' | 'stall';
	/** Written to the connection before the answer, past the HTTP server. */
	preamble?: string;
}

const STATUSES = [201, 202, 204, 206, 301, 302, 304, 400, 401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 425, 429];
const SERVER_STATUSES = [500, 501, 502, 503, 504, 507, 520, 524, 529, 599, 999];

const ODD_HEADERS: ReadonlyArray<(chance: Chance) => Record<string, string>> = [
	(chance) => ({
		'content-type': chance.pick(['text/html', 'text/plain', '', 'application/octet-stream', 'application/json', 'x']),
	}),
	(chance) => ({ 'content-type': `text/event-stream; charset=${chance.pick(['utf-16', 'latin1', '"', '=;;='])}` }),
	(chance) => ({
		'retry-after': chance.pick(['0', '1', '-1', '1e9', 'soon', 'Thu, 01 Jan 1970 00:00:00 GMT', '99999999999']),
	}),
	(chance) => ({ 'retry-after-ms': chance.pick(['0', '50', '-5', 'NaN', '1e308']) }),
	(chance) => ({
		'x-ratelimit-reset': chance.pick(['1s', '-1', '', '1e20']),
		'x-should-retry': chance.pick(['true', 'false']),
	}),
	(chance) => ({ 'content-length': chance.pick(['0', '1', '10', '1000000']) }),
	(chance) => ({
		'content-encoding': chance.pick(['gzip', 'br', 'deflate', 'identity', 'zstd', 'x-none', 'gzip, gzip']),
	}),
	(chance) => ({ 'x-request-id': 'r'.repeat(1 + chance.below(6_000)) }),
	(chance) => ({ location: chance.pick(['http://127.0.0.1:1/', '/', '::', 'file:///etc/passwd']) }),
	() => ({ connection: 'close' }),
];
const PREAMBLES = [
	'HTTP/1.1 100 Continue\r\n\r\n',
	'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n',
	'HTP/9 x\r\n\r\n',
	'\r\n\r\n',
	'HTTP/1.1 200\r\n',
];

/** A valid answer with none to several things wrong with it: all that is in it is decided by `chance`. */
export function mutateAnswer(samples: readonly Sample[], chance: Chance): MutatedAnswer {
	const sample = chance.pick(samples);
	const events = splitEvents(sample.body, sample.framing);
	for (let changes = chance.pick([0, 1, 1, 1, 2, 2, 3]); changes > 0; changes--)
		mutateEvents(events, chance, sample.framing, samples);
	let body = Buffer.from(events.join(''));
	if (chance.isTrue(0.15)) body = Buffer.from(mutateBytes(body, chance));
	const headers: Record<string, string> = { 'content-type': CONTENT_TYPES[sample.framing] };
	if (chance.isTrue(0.03)) {
		body = gzipSync(body);
		headers['content-encoding'] = 'gzip';
	}
	if (chance.isTrue(0.12)) Object.assign(headers, chance.pick(ODD_HEADERS)(chance));
	return {
		sample: sample.name,
		protocol: sample.protocol,
		status: chance.isTrue(0.12) ? chance.pick(chance.isTrue(0.5) ? STATUSES : SERVER_STATUSES) : 200,
		headers,
		pieces: cut(body, chance),
		pauseMs: chance.isTrue(0.1) ? 1 : 0,
		ending: chance.isTrue(0.9) ? 'end' : chance.isTrue(0.9) ? 'cut' : 'stall',
		...(chance.isTrue(0.02) && { preamble: chance.pick(PREAMBLES) }),
	};
}

/** As one piece, or cut anywhere into at most 50. */
function cut(body: Buffer, chance: Chance): Buffer[] {
	if (chance.isTrue(0.4)) return [body];
	const longest = Math.max(1 + chance.below(200), Math.ceil(body.length / 50));
	const pieces: Buffer[] = [];
	for (let from = 0; from < body.length;) {
		const to = from + 1 + chance.below(longest);
		pieces.push(body.subarray(from, pieces.length === 49 ? body.length : to));
		from = pieces.length === 50 ? body.length : to;
	}
	return pieces;
}
