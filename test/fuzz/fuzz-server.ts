import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { MutatedAnswer } from './mutate-answer';

/** A server that gives case `n` its answer at `/cases/n`, and every request to `/good` a good one. */
export interface FuzzServer {
	readonly url: string;
	/** The answer of a case; undefined: it is over. */
	set(index: number, answer: MutatedAnswer | undefined): void;
	close(): Promise<void>;
}

export const GOOD_TEXT = 'A good answer.';
const GOOD_BODY = [
	{ model: 'good', choices: [{ index: 0, delta: { content: GOOD_TEXT }, finish_reason: 'stop' }] },
	{ model: 'good', choices: [], usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 } },
]
	.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
	.concat('data: [DONE]\n\n')
	.join('');

export async function startFuzzServer(): Promise<FuzzServer> {
	const answers = new Map<number, MutatedAnswer>();
	const server = createServer((request, response) => {
		request.on('error', () => {});
		response.on('error', () => {});
		request.resume().once('end', () => {
			const index = /^\/cases\/(\d+)\//.exec(request.url ?? '')?.[1];
			if (index === undefined) {
				response.writeHead(200, { 'content-type': 'text/event-stream' }).end(GOOD_BODY);
				return;
			}
			const answer = answers.get(Number(index));
			if (answer === undefined) response.destroy();
			else play(answer, response).catch(() => response.destroy());
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		set(index, answer) {
			if (answer === undefined) answers.delete(index);
			else answers.set(index, answer);
		},
		async close() {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

async function play(answer: MutatedAnswer, response: ServerResponse): Promise<void> {
	const { status, headers, pieces, pauseMs, ending, preamble } = answer;
	if (preamble !== undefined) response.socket?.write(preamble);
	response.writeHead(status, headers);
	response.flushHeaders();
	for (const piece of pieces) {
		if (response.destroyed) return;
		response.write(piece);
		// Most pieces go in a turn of their own, so that the client sees the cut.
		if (pauseMs > 0) await pause(pauseMs);
	}
	if (ending === 'end') response.end();
	if (ending === 'cut') response.socket?.destroySoon();
}
