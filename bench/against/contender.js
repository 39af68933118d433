// @ts-check
'use strict';

/**
 * One build of the library in a process of its own, for `npm run bench -- --against`. Its parent sends the name of a measurement and
 * gets the milliseconds that one round of it took. It uses only what the library exports, so that older builds can be measured too.
 *
 * Arguments: the library's folder, the mock server's address, a folder for the usage log, the port of a Redis or 0, a key prefix.
 */

const { LONG_MODEL, LONG_TEXT, TEXT } = require('../mock/openai-wire');

const [libraryFolder = '', mockUrl = '', logFolder = '', redisPort = '0', keyPrefix = ''] = process.argv.slice(2);
/** @type {typeof import('../../dist/lib')} */
const { createMemoryStateStore, createRouter, createSharedStateStore, createSqliteOutbox, systemClock } = require(
	libraryFolder,
);

const CALLS_PER_ROUND = 200;
const CALLS_AT_ONCE = 100;
const BATCHES_PER_ROUND = 3;
const LONG_CALLS_PER_ROUND = 20;
const MODEL = 'gpt-4.1-mini';

const outbox = createSqliteOutbox({ folder: logFolder });
const alone = routerOf(createMemoryStateStore({ clock: systemClock }), MODEL);
const long = routerOf(createMemoryStateStore({ clock: systemClock }), LONG_MODEL);
const shared =
	redisPort === '0'
		? undefined
		: routerOf(
				createSharedStateStore({
					servers: { kind: 'server', host: '127.0.0.1', port: Number(redisPort) },
					database: 0,
					keyPrefix,
				}),
				MODEL,
			);

/** @type {Record<string, () => Promise<void>>} one round of each measurement */
const rounds = {
	whole: () => oneByOne(CALLS_PER_ROUND, () => whole(alone, TEXT)),
	streamed: () => oneByOne(CALLS_PER_ROUND, () => streamed(alone, TEXT)),
	long: () => oneByOne(LONG_CALLS_PER_ROUND, () => streamed(long, LONG_TEXT)),
	together: () => oneByOne(BATCHES_PER_ROUND, () => atOnce(CALLS_AT_ONCE, () => whole(alone, TEXT))),
	...(shared && { shared: () => oneByOne(CALLS_PER_ROUND, () => whole(shared, TEXT)) }),
};

/** @param {import('../../dist/lib').StateStore} state @param {string} model */
function routerOf(state, model) {
	const deployment = /** @type {const} */ ({
		...{ provider: 'openai', baseUrl: mockUrl, apiKey: 'none', model },
		...{ rpm: 1e7, tpm: 1e10 },
	});
	return createRouter({ groups: { chat: { deployments: [deployment] } } }, { outbox, state });
}

/** @returns {import('../../dist/lib').ChatRequest} */
function request() {
	return {
		group: 'chat',
		messages: [
			{ role: 'user', content: [{ type: 'text', text: 'In one sentence: why run a language model at home?' }] },
		],
		origin: { workflowId: 'w', workflowName: 'Benchmark', nodeName: 'Routed LLM', executionId: '1' },
	};
}

/** @param {import('../../dist/lib').Router} router @param {string} expected */
async function whole(router, expected) {
	const { text, routing } = await router.chat(request());
	if (text !== expected) throw new Error(`A call answered "${text.slice(0, 100)}"`);
	if (routing.hints.length > 0) throw new Error(`A call was not as usual: ${routing.hints[0]?.message}`);
}

/** @param {import('../../dist/lib').Router} router @param {string} expected */
async function streamed(router, expected) {
	let text = '';
	for await (const event of router.stream(request())) if (event.type === 'text') text += event.text;
	if (text !== expected) throw new Error(`A call answered "${text.slice(0, 100)}"`);
}

/** @param {number} count @param {() => Promise<void>} call */
async function oneByOne(count, call) {
	for (let done = 0; done < count; done++) await call();
}

/** @param {number} count @param {() => Promise<void>} call */
async function atOnce(count, call) {
	await Promise.all(Array.from({ length: count }, call));
}

process.on('message', async (/** @type {string} */ name) => {
	const round = rounds[name];
	if (!round) return process.send?.({ unknown: true });
	const startedAt = performance.now();
	try {
		await round();
		process.send?.({ ms: performance.now() - startedAt });
	} catch (error) {
		process.send?.({ fault: error instanceof Error ? error.stack : String(error) });
	}
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
