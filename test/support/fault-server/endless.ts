import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** A body that goes on at full speed until the client has gone. */
export interface EndlessReply {
	/** What comes again and again. */
	endless: string;
	/** What comes once, in front. */
	first?: string;
	/** Default 200. */
	status?: number;
	/** Default: that of a stream in the asked protocol. */
	contentType?: string;
	headers?: Record<string, string>;
	/** The body is compressed. */
	gzip?: boolean;
	/** Every byte comes as an HTTP chunk of its own. */
	tinyChunks?: boolean;
	/** Ends there all the same, so that no test takes for ever. Default 2 GB, decoded. */
	stopAfterBytes?: number;
}

const PIECE_BYTES = 128 * 1024;
/** Decoded; about a thousandth of that on the wire. */
const COMPRESSED_PIECE_BYTES = 16 * 1024 * 1024;
const STOP_AFTER_BYTES = 2 * 1024 ** 3;

export async function playEndless(
	reply: EndlessReply,
	response: ServerResponse,
	{ contentType, gone }: { contentType: string; gone: AbortSignal },
): Promise<void> {
	const { endless, first = '', status = 200, headers, gzip = false, stopAfterBytes = STOP_AFTER_BYTES } = reply;
	const pieceBytes = gzip ? COMPRESSED_PIECE_BYTES : PIECE_BYTES;
	const decoded = Buffer.from(endless.repeat(Math.ceil(pieceBytes / endless.length)));
	const encode = (bytes: Buffer): Buffer => (gzip ? gzipSync(bytes) : bytes);
	const piece = encode(decoded);
	if (reply.tinyChunks) {
		await playTinyChunks(endless, response, gone);
		return;
	}
	response.writeHead(status, {
		'content-type': reply.contentType ?? contentType,
		...(gzip && { 'content-encoding': 'gzip' }),
		...headers,
	});
	const write = async (bytes: Buffer): Promise<void> => {
		gone.throwIfAborted();
		if (!response.write(bytes)) await once(response, 'drain', { signal: gone });
	};
	await write(encode(Buffer.from(first)));
	for (let sent = 0; sent < stopAfterBytes; sent += decoded.length) await write(piece);
	response.end();
}

async function playTinyChunks(endless: string, { socket }: ServerResponse, gone: AbortSignal): Promise<void> {
	if (socket === null) return;
	const chunks = [...endless].map((character) => `1\r\n${character}\r\n`).join('');
	const piece = Buffer.from(chunks.repeat(Math.ceil(PIECE_BYTES / chunks.length)));
	socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n');
	for (let sent = 0; sent < STOP_AFTER_BYTES; sent += piece.length) {
		gone.throwIfAborted();
		if (!socket.write(piece)) await once(socket, 'drain', { signal: gone });
	}
}
