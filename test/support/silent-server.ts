import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Takes connections and says nothing: to whoever wants TLS, the connection is never made. */
export interface SilentServer {
	port: number;
	/** Resolves when the first connection has been taken. */
	untilConnected(): Promise<void>;
	close(): Promise<void>;
}

export async function startSilentServer(): Promise<SilentServer> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	const connected = once(server, 'connection');
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		async untilConnected() {
			await connected;
		},
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}
