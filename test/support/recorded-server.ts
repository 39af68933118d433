import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../fixtures/recorded');
const SEPARATOR = Buffer.from('=====\n');
/** Written by the recorder where a side had closed the connection. */
const CLOSED = /\n\[\[(client|server) closed\]\]\s*$/;

/** One exchange with a real server, byte for byte. */
export interface Recording {
	/** `POST /api/chat` */
	request: string;
	/** What came back: status line, headers, and the body in the chunks of its transfer encoding. */
	response: Buffer;
}

/** @param name `ollama-0.32/chat-stream` */
export function readRecording(name: string): Recording {
	const bytes = readFileSync(join(FOLDER, `${name}.txt`));
	const at = bytes.indexOf(SEPARATOR);
	const [request = ''] = bytes.subarray(0, at).toString('latin1').split(' HTTP/');
	const response = bytes.subarray(at + SEPARATOR.length).toString('latin1');
	return { request, response: Buffer.from(response.replace(CLOSED, ''), 'latin1') };
}

export interface RecordedServer {
	/** `http://127.0.0.1:PORT` */
	url: string;
	/** Plays this from now on, in writes of so many bytes. */
	play(recording: Recording, writeBytes: number): void;
	/** First lines of the requests that came. */
	readonly requests: string[];
	close(): Promise<void>;
}

/** Answers each request with the bytes of a recording, and closes the connection behind them. */
export async function startRecordedServer(): Promise<RecordedServer> {
	const requests: string[] = [];
	const sockets = new Set<Socket>();
	let playing: { recording: Recording; writeBytes: number } | undefined;
	const server = createServer((socket) => {
		sockets.add(socket.setNoDelay());
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => undefined);
		let received = '';
		socket.on('data', (data) => {
			received += data.toString('latin1');
			if (playing === undefined || !isWhole(received)) return;
			requests.push(received.slice(0, received.indexOf(' HTTP/')));
			received = '';
			writeAll(socket, playing.recording.response, playing.writeBytes);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		play(recording, writeBytes) {
			playing = { recording, writeBytes };
			requests.length = 0;
		},
		requests,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function isWhole(received: string): boolean {
	const head = received.indexOf('\r\n\r\n');
	if (head === -1) return false;
	const length = /^content-length: *(\d+)/im.exec(received.slice(0, head))?.[1] ?? '0';
	return received.length - head - 4 >= Number(length);
}

function writeAll(socket: Socket, bytes: Buffer, writeBytes: number, from = 0): void {
	if (socket.destroyed) return;
	if (from >= bytes.length) return void socket.end();
	socket.write(bytes.subarray(from, from + writeBytes), () => writeAll(socket, bytes, writeBytes, from + writeBytes));
}
