// @ts-check
'use strict';

const http = require('node:http');

const ANSWER = [
	{ choices: [{ index: 0, delta: { role: 'assistant', content: 'ok' }, finish_reason: null }] },
	{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
	{ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } },
]
	.map(
		(chunk) =>
			`data: ${JSON.stringify({ id: 'soak', object: 'chat.completion.chunk', created: 0, model: 'm', ...chunk })}\n\n`,
	)
	.concat('data: [DONE]\n\n')
	.join('');

/**
 * An OpenAI-compatible server on the loopback address that answers at once and remembers when each request came.
 *
 * @returns {Promise<{baseUrl: string, arrivalsMs: number[], close: () => Promise<void>}>}
 */
async function startProvider() {
	/** @type {number[]} */
	const arrivalsMs = [];
	const server = http.createServer((request, response) => {
		arrivalsMs.push(performance.now());
		request.resume().on('end', () => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(ANSWER));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		arrivalsMs,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

module.exports = { startProvider };
