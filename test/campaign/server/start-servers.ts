import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Case } from '../case';
import { answerChat } from './answer-requests';
import type { SeenRequest } from './seen-request';

/** The servers of one case, one a deployment, each at a port of its own: what one does to its connections harms no other. */
export interface CaseServers {
	/** Base URLs in the order of the deployments. */
	baseUrls: string[];
	/** Chat requests in order of arrival. */
	requests: SeenRequest[];
	/** Paths that were asked for and that no client should know. */
	strays: string[];
	/** Requests of any kind whose answer is not over. */
	open(): number;
	connections(): Promise<number>;
	close(): Promise<void>;
}

export async function startServers(drawn: Case): Promise<CaseServers> {
	const requests: SeenRequest[] = [];
	const strays: string[] = [];
	let open = 0;
	const servers = await Promise.all(drawn.deployments.map(async (_, deployment) => await start(deployment)));

	async function start(deployment: number): Promise<Server> {
		let number = 0;
		const server = createServer((request, response) => {
			open++;
			response.on('close', () => open--);
			if (isChat(request)) {
				const trapUrl = `http://127.0.0.1:${portOf(server)}/trap`;
				const seen = (one: SeenRequest) => void requests.push(one);
				answerChat(drawn, deployment, number++, request, response, seen, trapUrl).catch((error: unknown) =>
					response.destroy(error as Error),
				);
			} else if (!answerFree(request, response)) strays.push(`${request.method} ${request.url}`);
		});
		// Some faults speak no HTTP; what comes on such a connection afterwards is of no interest.
		server.on('clientError', (_error, socket) => socket.destroy());
		if (drawn.deployments[deployment]!.temper === 'closed') await reserveClosedPort(server);
		else await listen(server, 0);
		return server;
	}

	const baseUrls = drawn.deployments.map(({ provider, temper }, index) => {
		const scheme = temper === 'plain' ? 'https' : 'http';
		const path = provider === 'openai' || provider === 'openai-compatible' ? '/v1' : '';
		return `${scheme}://127.0.0.1:${portOf(servers[index]!)}${path}`;
	});
	for (const [index, { temper }] of drawn.deployments.entries())
		if (temper === 'closed') await closeServer(servers[index]!);

	return {
		baseUrls,
		requests,
		strays,
		open: () => open,
		connections: async () => {
			const counts = await Promise.all(
				servers.map(
					async (server) =>
						await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count ?? 0))),
				),
			);
			return counts.reduce((sum, count) => sum + count, 0);
		},
		close: async () => void (await Promise.all(servers.map(async (server) => await closeServer(server)))),
	};
}

async function listen(server: Server, port: number): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve());
	});
}

/** Below the ports that systems give to whoever asks for any: nobody gets it once it is closed. */
const RESERVED_PORTS = { from: 15_000, to: 25_000 };
let nextReserved = RESERVED_PORTS.from + (process.pid % 1_000) * 10;

async function reserveClosedPort(server: Server): Promise<void> {
	for (;;) {
		nextReserved = nextReserved < RESERVED_PORTS.to ? nextReserved + 1 : RESERVED_PORTS.from;
		const isFree = await listen(server, nextReserved).then(
			() => true,
			() => false,
		);
		if (isFree) return;
	}
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const isChat = ({ method, url = '' }: IncomingMessage): boolean =>
	method === 'POST' && /\/(chat\/completions|messages|api\/chat)$/.test(url);

/** What Ollama is asked about its models; false: nothing that a client asks for by itself. */
function answerFree({ url }: IncomingMessage, response: ServerResponse): boolean {
	const isKnown = url === '/api/show' || url === '/api/version';
	response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
	response.end(
		JSON.stringify(isKnown ? { version: '0.12.0', capabilities: ['completion', 'tools'], model_info: {} } : {}),
	);
	return isKnown;
}

async function closeServer(server: Server): Promise<void> {
	if (!server.listening) return;
	await new Promise<void>((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
