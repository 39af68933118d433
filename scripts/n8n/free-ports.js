// @ts-check
'use strict';

const net = require('node:net');

/**
 * Ports on the loopback address that nobody listens on now, all different.
 *
 * @param {number} count
 * @returns {Promise<number[]>}
 */
async function freePorts(count) {
	const servers = await Promise.all(
		Array.from(
			{ length: count },
			() =>
				new Promise((resolve, reject) => {
					const server = net.createServer();
					server.once('error', reject);
					server.listen(0, '127.0.0.1', () => resolve(server));
				}),
		),
	);
	const ports = servers.map((server) => server.address().port);
	await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
	return ports;
}

/**
 * Whether nobody listens on a port of the loopback address now.
 *
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isPortFree(port) {
	return new Promise((resolve) => {
		const server = net.createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}

/**
 * A free port for a server that will be stopped and started again while clients try to reconnect. It is below the ports that systems
 * give to outgoing connections: else a client could be given the server's port as its own, and be connected to itself.
 *
 * @returns {Promise<number>}
 */
async function freeServerPort() {
	for (;;) {
		const port = 20_000 + Math.floor(Math.random() * 12_000);
		if (await isPortFree(port)) return port;
	}
}

module.exports = { freePorts, freeServerPort, isPortFree };
