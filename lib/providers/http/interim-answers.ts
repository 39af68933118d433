import type { Socket } from 'node:net';

const REQUEST_LINE = /^(GET|POST) /;
/** `Continue`, which a server may send before its answer, asked or not (RFC 9110, 15.2). */
const CONTINUE = /^HTTP\/1\.[01] 100[ \r]/;
const CONTINUE_START = 'HTTP/1.1 100';
const HEAD_END = '\r\n\r\n';
/** A longer head is left to undici's own bound. */
const MAX_HEAD_BYTES = 16 * 1024;

/**
 * Lets undici take a `100 Continue` that it did not ask for. undici closes the connection at one (`onHeadersComplete` in
 * its `client-h1.js`), in front of every handler and interceptor, so it is taken out of what the socket reads: only
 * where an answer begins, which is the first thing read after a request line was written. One request at a time is on a
 * connection (`pipelining: 1`).
 */
export function skipContinue(socket: Socket): void {
	// Unbound, so that a read of an answer's body costs what it did before.
	const { read, write } = socket as unknown as {
		read: (size?: number) => unknown;
		write: (...args: unknown[]) => boolean;
	};
	let held: Buffer | undefined;

	const readHead = (size?: number): unknown => {
		const chunk: unknown = read.call(socket, size);
		if (size === 0 || !Buffer.isBuffer(chunk)) return chunk;
		const { rest, isComplete } = withoutContinue(held === undefined ? chunk : Buffer.concat([held, chunk]));
		held = isComplete ? undefined : rest;
		if (!isComplete) return null;
		socket.read = read;
		return rest;
	};
	socket.read = read;
	socket.write = (...args: unknown[]): boolean => {
		if (typeof args[0] === 'string' && REQUEST_LINE.test(args[0])) socket.read = readHead;
		return write.apply(socket, args);
	};
}

/** `isComplete`: `rest` begins with something else. Otherwise more bytes are needed to know. */
export function withoutContinue(bytes: Buffer): { rest: Buffer; isComplete: boolean } {
	let rest = bytes;
	for (;;) {
		const start = rest.toString('latin1', 0, CONTINUE_START.length + 1);
		if (start.length <= CONTINUE_START.length) {
			const mayBecomeOne = CONTINUE_START.startsWith(start.replace('HTTP/1.0', 'HTTP/1.1'));
			return { rest, isComplete: !mayBecomeOne };
		}
		if (!CONTINUE.test(start)) return { rest, isComplete: true };
		const end = rest.indexOf(HEAD_END);
		if (end === -1 || end > MAX_HEAD_BYTES) return { rest, isComplete: rest.length >= MAX_HEAD_BYTES };
		rest = rest.subarray(end + HEAD_END.length);
	}
}
