// @ts-check
'use strict';

/**
 * The mock server's own process. `/after/20/v1/chat/completions` answers 20 ms after the request is complete, `/after/0/...` at once.
 * A streamed answer is there as a whole, so it goes out in one piece: what is measured is the client, not a pace of our choosing.
 */

const http = require('node:http');
const { LONG_MODEL, longStreamedAnswer, responsesAnswer, streamedAnswer, wholeAnswer } = require('./openai-wire');

const server = http.createServer((request, response) => {
	const [, delayMs, path] = /^\/after\/(\d+)\/v1(\/.*)$/.exec(request.url ?? '') ?? [];
	let body = '';
	request.setEncoding('utf8');
	request.on('data', (text) => (body += text));
	request.on('end', () => {
		if (delayMs === undefined || path === undefined) return void response.writeHead(404).end();
		const answer = () => send(response, path, body);
		if (delayMs === '0') answer();
		else setTimeout(answer, Number(delayMs));
	});
});

/** @param {http.ServerResponse} response @param {string} path @param {string} body */
function send(response, path, body) {
	if (path === '/responses') return sendJson(response, responsesAnswer);
	if (path !== '/chat/completions') return void response.writeHead(404).end();
	const { stream, model } = JSON.parse(body);
	if (!stream) return sendJson(response, wholeAnswer);
	response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
	response.write(model === LONG_MODEL ? longStreamedAnswer : streamedAnswer);
	response.end();
}

/** @param {http.ServerResponse} response @param {string} text */
function sendJson(response, text) {
	response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
	process.send?.(/** @type {import('node:net').AddressInfo} */ (server.address()).port),
);
process.on('disconnect', () => process.exit());
