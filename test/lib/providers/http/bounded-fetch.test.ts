import { gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_ERROR_BODY_BYTES } from '../../../../lib/bounds';
import { AGENT_OPTIONS, createProviderFetch } from '../../../../lib/providers/http/fetch';
import { runningAnswers } from '../../../../lib/providers/http/running-answers';
import { ProviderFailure } from '../../../../lib/types';

const PIECE_BYTES = 100_000;

let server: Server;
let url: string;
let answer: { status: number; gzip: boolean; pieces: number; holdOpen?: boolean };
const http = createProviderFetch(AGENT_OPTIONS);

beforeEach(async () => {
	answer = { status: 200, gzip: false, pieces: 5 };
	server = createServer((request, response) => {
		request.resume();
		const { status, gzip, pieces, holdOpen } = answer;
		const body = Buffer.alloc(PIECE_BYTES * pieces, 'a');
		response.writeHead(status, { 'content-type': 'text/plain', ...(gzip && { 'content-encoding': 'gzip' }) });
		const bytes = gzip ? gzipSync(body) : body;
		if (holdOpen) response.write(bytes);
		else response.end(bytes);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	await http.close();
	expect(runningAnswers.totalBytes).toBe(0);
});

/** The failure behind what fetch throws. */
async function failureOf(outcome: Promise<unknown>): Promise<ProviderFailure> {
	const error: unknown = await outcome.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	for (let cause = error; cause instanceof Error; cause = cause.cause)
		if (cause instanceof ProviderFailure) return cause;
	throw new Error('There was no failure of ours.', { cause: error });
}

describe.each([
	['plain', false],
	['compressed', true],
])('the body of an answer (%s)', (_, gzip) => {
	beforeEach(() => {
		answer.gzip = gzip;
	});

	it('comes whole up to its bound', async () => {
		const response = await http.fetch(url, { maxBytes: PIECE_BYTES * 5 + 50_000 });
		expect(await response.text()).toHaveLength(PIECE_BYTES * 5);
	});

	it('ends with a failure of the server beyond it', async () => {
		const response = await http.fetch(url, { maxBytes: PIECE_BYTES * 3 });
		const { failure } = await failureOf(response.text());
		expect(failure).toMatchObject({ kind: 'server', reached: true });
		expect(failure.message).toMatch(/^127\.0\.0\.1:\d+ was cut off: the answer is larger than /);
	});

	it('gives back what was counted when it is aborted', async () => {
		answer.holdOpen = true;
		const leaving = new AbortController();
		const response = await http.fetch(url, { signal: leaving.signal });
		const reader = response.body!.getReader();
		await reader.read();
		expect(runningAnswers.totalBytes).toBeGreaterThan(0);
		leaving.abort();
		await expect(readAll(reader)).rejects.toThrow();
	});

	it('gives back what was counted when it is cancelled, and closes the connection', async () => {
		answer.holdOpen = true;
		const response = await http.fetch(url);
		const reader = response.body!.getReader();
		await reader.read();
		await reader.cancel();
		await untilNoConnection();
	});

	it('gives back what was counted when its server dies', async () => {
		answer.holdOpen = true;
		const response = await http.fetch(url);
		const reader = response.body!.getReader();
		await reader.read();
		server.closeAllConnections();
		await expect(readAll(reader)).rejects.toThrow();
	});

	it('of an error status ends at 1 MB, as if there were no more', async () => {
		Object.assign(answer, { status: 500, pieces: 50 });
		const response = await http.fetch(url, { maxBytes: 1_000 });
		const { length } = await response.text();
		expect(length).toBeGreaterThanOrEqual(MAX_ERROR_BODY_BYTES);
		expect(length).toBeLessThan(MAX_ERROR_BODY_BYTES * 1.5);
	});

	it('of an error status ends after 2 s with what has come', async () => {
		Object.assign(answer, { status: 503, holdOpen: true, pieces: 1 });
		const response = await http.fetch(url);
		expect(response.status).toBe(503);
		expect((await response.text()).length).toBeGreaterThan(0);
		await untilNoConnection();
	});
});

it('keeps the connection of an error answer that ends by itself', async () => {
	answer.status = 500;
	let connections = 0;
	server.on('connection', () => connections++);
	for (let request = 0; request < 2; request++) {
		await (await http.fetch(url)).text();
		await sleep(20);
	}
	expect(connections).toBe(1);
});

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
	while (!(await reader.read()).done);
}

async function untilNoConnection(): Promise<void> {
	const signal = AbortSignal.timeout(5_000);
	for (let count = 1; count > 0;) {
		signal.throwIfAborted();
		await sleep(10);
		count = await new Promise<number>((resolve) => server.getConnections((__, open) => resolve(open)));
	}
}
