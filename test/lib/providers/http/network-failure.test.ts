import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createProviderFetch } from '../../../../lib/providers/http/fetch';
import { networkFailure } from '../../../../lib/providers/http/network-failure';
import { closedPort, startFaultServer } from '../../../support/fault-server';

const http = createProviderFetch();
afterAll(async () => {
	await http.close();
});

const context = { signal: new AbortController().signal, host: 'host:1' };

async function failureAt(url: string) {
	try {
		await (await http.fetch(url)).text();
	} catch (error) {
		return networkFailure(error, context);
	}
	throw new Error('The request was to fail.');
}

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
});

async function portOfTcpServer(onConnection: (socket: Socket) => void): Promise<number> {
	const server = createTcpServer(onConnection);
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

describe('network failures', () => {
	it('a closed port was not reached', async () => {
		expect(await failureAt(`http://127.0.0.1:${await closedPort()}`)).toMatchObject({
			kind: 'connection',
			reached: false,
		});
		expect(await failureAt(`http://localhost:${await closedPort()}`)).toMatchObject({
			kind: 'connection',
			reached: false,
		});
	});

	it('a host that does not exist was not reached', async () => {
		expect(await failureAt('http://nowhere.invalid')).toMatchObject({ kind: 'connection', reached: false });
	});

	it('a server without TLS was not reached over https', async () => {
		const server = await startFaultServer();
		expect(await failureAt(`https://127.0.0.1:${server.port}`)).toMatchObject({ kind: 'connection', reached: false });
		await server.close();
	});

	it('a server that hangs up before TLS was not reached', async () => {
		const port = await portOfTcpServer((socket) => socket.destroy());
		expect(await failureAt(`https://127.0.0.1:${port}`)).toMatchObject({ kind: 'connection', reached: false });
	});

	it('a server that hangs up after the request was reached', async () => {
		const port = await portOfTcpServer((socket) => socket.once('data', () => socket.destroy()));
		expect(await failureAt(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'server', reached: true });
	});

	it('a server that does not speak HTTP was reached', async () => {
		const port = await portOfTcpServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n\r\n')));
		expect(await failureAt(`http://127.0.0.1:${port}`)).toMatchObject({
			kind: 'server',
			reached: true,
			message: expect.stringContaining('HTTP'),
		});
	});

	it('an aborted request was cancelled, whatever was thrown', () => {
		const signal = AbortSignal.abort();
		expect(networkFailure(new Error('planted'), { ...context, signal })).toMatchObject({ kind: 'cancelled' });
	});

	it('a connect timeout and an aggregate of refusals were not reached', () => {
		const timeout = new TypeError('fetch failed', {
			cause: Object.assign(new Error(), { code: 'UND_ERR_CONNECT_TIMEOUT' }),
		});
		expect(networkFailure(timeout, context)).toMatchObject({
			kind: 'connection',
			message: 'No connection to host:1: connecting took too long (UND_ERR_CONNECT_TIMEOUT).',
		});
		const refusals = new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]);
		expect(networkFailure(new TypeError('fetch failed', { cause: refusals }), context)).toMatchObject({
			kind: 'connection',
		});
	});

	it('shows nothing of an error it does not know, and survives a ring of causes', () => {
		const error = new Error('planted');
		error.cause = error;
		expect(networkFailure(error, context)).toEqual({
			kind: 'server',
			message: 'host:1 broke off: the answer ended before it was complete.',
			reached: true,
		});
	});
});
