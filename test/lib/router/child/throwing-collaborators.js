/**
 * Runs calls whose collaborators throw wherever they can, in a process without a handler for what nobody catches. Prints how
 * each ended as JSON. The argument is the compiled library.
 */
const { createServer } = require('node:http');
const { createServer: createTcpServer } = require('node:net');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const libraryPath = process.argv[2];
const library = require(libraryPath);
const { systemClock, createRouter, createProviders, createMemoryStateStore } = library;

/** Time goes so many times as fast. */
const SPEED = 100;
const fastClock = {
	now: () => systemClock.now() * SPEED,
	wallMs: () => systemClock.wallMs(),
	after: (delayMs, action, options) => systemClock.after(delayMs / SPEED, action, options),
};
const boom = () => {
	throw new TypeError('thrown by a test');
};
const rejecting = async () => boom();
const hang = new Promise(() => {});
const untilTurns = async (count) => {
	for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const request = (more) => ({
	group: 'chat',
	messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
	...more,
});

/** A call over a made-up adapter, unless `over` has another. */
async function call(over = {}) {
	const { stream = answering, provider, deployment, options = {}, ask, group } = over;
	const rows = [];
	const adapters = createProviders();
	if (provider !== 'real') adapters['openai-compatible'] = { stream, listModels: async () => [], ...provider };
	const before = library.countContainedFaults();
	const router = createRouter(
		{
			groups: {
				chat: {
					maxAttempts: 1,
					deployments: [
						{
							name: 'Main',
							provider: 'openai-compatible',
							baseUrl: 'http://127.0.0.1:9/v1',
							model: 'm',
							...deployment,
						},
					],
					...group,
				},
			},
		},
		{
			clock: fastClock,
			providers: adapters,
			outbox: { append: (...added) => void rows.push(...added), close() {} },
			...options,
		},
	);
	let ending;
	let hints = [];
	try {
		const answer = await (ask ?? ((r) => r.chat(request())))(router);
		ending = `answered ${answer.text}`;
		hints = answer.routing?.hints ?? [];
	} catch (error) {
		ending = error.code === undefined ? String(error) : `${error.code} ${error.failureKind ?? ''}`.trim();
		hints = error.hints ?? [];
	}
	await untilTurns(5);
	await router.close();
	return {
		ending,
		rows: rows.length,
		faults: library.countContainedFaults() - before,
		isReported: hints.some(({ code }) => code === 'contained_fault'),
	};
}

async function* answering() {
	yield { type: 'text', text: 'Hi.' };
	yield { type: 'finish', reason: 'stop' };
}
async function* silentAfter(...events) {
	yield* events;
	await hang;
}
/** Joining the answer's pieces throws, as it does for more than the longest string. */
const unjoinable = { type: 'text', text: { toString: boom, [Symbol.toPrimitive]: boom } };
const storeWith = (overrides) => ({ ...createMemoryStateStore({ clock: fastClock }), ...overrides });
/** Its `now` throws inside every timer. */
const clockThatThrowsInTimers = () => {
	let inTimer = false;
	return {
		...fastClock,
		now: () => (inTimer ? boom() : fastClock.now()),
		after: (delayMs, action, options) =>
			fastClock.after(
				delayMs,
				() => {
					inTimer = true;
					try {
						action();
					} finally {
						inTimer = false;
					}
				},
				options,
			),
	};
};

/** A server that sends no protocol at all. */
async function withGarbage(use) {
	const server = createTcpServer((socket) => {
		socket.on('error', () => {});
		socket.on('data', () => socket.write('\u0000garbage\r\n-ERR what?\r\n$-5\r\n'));
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		return await use(server.address().port);
	} finally {
		server.close();
	}
}

async function withFolder(use) {
	const folder = mkdtempSync(join(tmpdir(), 'throwing-'));
	try {
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const scenarios = {
	'a timer of the watchdog finds an answer that cannot be joined': () =>
		call({ stream: () => silentAfter(unjoinable), deployment: { idleSeconds: 1 } }),
	'a timer of the watchdog throws': () =>
		call({
			stream: () => silentAfter({ type: 'text', text: 'Hi' }),
			deployment: { idleSeconds: 1 },
			options: { clock: clockThatThrowsInTimers() },
		}),
	'a clock that cannot set timers': () => call({ options: { clock: { ...fastClock, after: boom } } }),
	'a cancellation finds an answer that cannot be joined': () =>
		call({
			stream: () => silentAfter(unjoinable),
			ask: async (router) => {
				const controller = new AbortController();
				setTimeout(() => controller.abort(), 50);
				return await router.chat(request({ signal: controller.signal }));
			},
		}),
	'an adapter throws at once': () => call({ stream: boom }),
	'an adapter throws something that is no error': () =>
		call({
			stream: async function* () {
				throw null;
			},
		}),
	'an adapter tells of its start where the clock throws': () => {
		const clock = clockThatThrowsInTimers();
		return call({
			options: { clock },
			async *stream({ onReach }) {
				await new Promise((resolve) =>
					clock.after(1, () => {
						onReach(true);
						resolve();
					}),
				);
				yield* answering();
			},
		});
	},
	"an adapter's stream cannot be left": () =>
		call({
			stream: () => ({
				[Symbol.asyncIterator]: () => {
					const events = answering();
					return { next: () => events.next(), return: boom };
				},
			}),
		}),
	'an adapter whose probe throws at once': () => probing(boom),
	'an adapter whose probe rejects with half a failure': () =>
		probing(async () => {
			throw Object.assign(new library.ProviderFailure({ kind: 'connection' }), { failure: undefined });
		}),
	'an adapter that cannot describe its model': () =>
		call({ provider: { describeModel: boom }, ask: (router) => router.chat(request({ settings: tools })) }),
	'a store that throws at every verb': () =>
		call({ options: { state: storeWith({ admit: boom, settle: boom, leave: boom, renew: boom }) } }),
	'a store that cannot settle': () => call({ options: { state: storeWith({ settle: boom }) } }),
	'a store that rejects to settle': () => call({ options: { state: storeWith({ settle: rejecting }) } }),
	'a store that nobody can leave': () =>
		call({
			options: { state: storeWith({ leave: boom }) },
			deployment: { concurrency: 1 },
			group: { maxQueueWaitSeconds: 600 },
			stream: () => silentAfter({ type: 'text', text: 'Hi' }),
			ask: async (router) => {
				const first = router.stream(request());
				await first.next();
				const controller = new AbortController();
				setTimeout(() => controller.abort(), 50);
				const ended = await router.chat(request({ signal: controller.signal })).catch(({ code }) => ({ text: code }));
				await first.return();
				return ended;
			},
		}),
	'a store whose wake-up throws': () => {
		const state = createMemoryStateStore({ clock: fastClock });
		return call({
			options: { state: { ...state, onWake: (callId) => state.onWake(callId, boom) } },
			deployment: { concurrency: 1 },
			group: { maxQueueWaitSeconds: 120 },
			ask: async (router) => {
				const answers = await Promise.all([router.chat(request()), router.chat(request())]);
				return answers[1];
			},
		});
	},
	'a store whose subscription cannot be made': () => call({ options: { state: storeWith({ onWake: boom }) } }),
	'an outbox that throws': () => outbox(boom),
	'an outbox that rejects': () => outbox(rejecting),
	'an outbox that cannot be warmed up': () => outbox(() => {}, boom),
	'an outbox that rejects to be warmed up': () => outbox(() => {}, rejecting),
	'a price list that throws': () =>
		call({
			options: { pricing: { price: boom, contextWindow: boom, warm: rejecting } },
			deployment: { locality: 'cloud' },
		}),
	'a source of chance that throws': () =>
		call({ options: { random: boom }, group: { maxAttempts: 2, deployments: two } }),
	'a caller that throws in its loop': () =>
		call({
			ask: async (router) => {
				for await (const _ of router.stream(request())) boom();
			},
		}),
	'a Redis that sends garbage': () =>
		withGarbage(async (port) => {
			const settings = { servers: { kind: 'server', host: '127.0.0.1', port }, database: 0, keyPrefix: 'garbage' };
			const state = library.createSharedStateStore(settings);
			const ended = await call({ options: { state, clock: systemClock } });
			await new Promise((resolve) => setTimeout(resolve, 1_500));
			await state.close();
			return ended;
		}),
	'a Postgres that sends garbage': () =>
		withGarbage((port) =>
			withFolder(async (folder) => {
				const settings = { host: '127.0.0.1', port, database: 'd', user: 'u', schema: 's', poolSize: 1 };
				const log = library.createPostgresUsageLog(settings);
				const drained = library.createSqliteDrainedOutbox({ folder, log, keepCallsDays: 0 });
				const ended = await call({ options: { outbox: drained, clock: systemClock } });
				await new Promise((resolve) => setTimeout(resolve, 1_500));
				drained.close();
				await log.close();
				const written = library.createSqliteUsageLog({ folder });
				const rows = (await written.calls({})).length;
				await written.close();
				return { ...ended, rows };
			}),
		),
	'a provider that sends garbage': async () => {
		const server = createServer((_, response) => response.destroy());
		await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
		const baseUrl = `http://127.0.0.1:${server.address().port}/v1`;
		const ended = await call({ provider: 'real', deployment: { baseUrl }, options: { clock: systemClock } });
		server.close();
		return ended;
	},
};

const tools = { tools: [{ name: 'look', parameters: { type: 'object', properties: {} } }] };
const two = [1, 2].map((n) => ({ provider: 'openai-compatible', baseUrl: `http://127.0.0.1:9/v${n}`, model: 'm' }));

function probing(probe) {
	return call({
		provider: { probe },
		stream: () => silentAfter(),
		deployment: { locality: 'local', firstTokenSeconds: 60 },
	});
}

async function outbox(append, warm) {
	let appended = 0;
	const ended = await call({
		options: {
			outbox: {
				append: (...rows) => {
					appended += rows.length;
					return append();
				},
				...(warm && { warm }),
				close() {},
			},
		},
		ask: async (router) => {
			const { text, routing } = await router.chat(request());
			return { text: [text, ...routing.hints.map(({ code }) => code)].join(' ') };
		},
	});
	return { ...ended, rows: appended };
}

async function main() {
	const results = {};
	for (const [name, run] of Object.entries(scenarios)) results[name] = await run();
	results['a fault in the background'] = await inBackground();
	process.stdout.write(JSON.stringify(results));
	process.exit(0);
}

/** Two calls after it, of which the first reports it. */
async function inBackground() {
	library.inBackground('work of a test', rejecting);
	library.inBackground('work of a test', boom);
	await untilTurns(2);
	const hints = [];
	const ended = await call({
		ask: async (router) => {
			for (let n = 0; n < 2; n++) hints.push(...(await router.chat(request())).routing.hints);
			return { text: 'twice' };
		},
	});
	const messages = hints.filter(({ code }) => code === 'contained_fault').map(({ message }) => message);
	return { ...ended, messages };
}

void main();
