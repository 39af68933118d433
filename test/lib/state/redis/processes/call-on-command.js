/**
 * A process with a router of its own on the shared state, as an n8n worker has: `node call-on-command.js LIB`, where LIB is
 * the compiled `lib`. `start` makes the router and, for warming up, one call to every server; `call` makes `count` calls, at most
 * `atOnce` under way and none before its turn, which comes every `everyMs`, and answers with how each ended.
 */
const { join } = require('node:path');

const { createRouter, createSharedStateStore } = require(join(process.argv[2], 'index.js'));

let router;
let state;

/** Eight processes that start at once on few cores may take longer to connect than a call waits for it. */
async function connected(windowMs) {
	for (let tries = 0; tries < 100; tries++) {
		await state.snapshot({ keys: [], windowMs });
		if (state.degraded === undefined) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(state.degraded);
}

async function callOnce(prompt, group = 'chat') {
	const request = {
		group,
		messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
		settings: { maxOutputTokens: 90 },
	};
	try {
		const { routing } = await router.chat(request);
		return { prompt, ok: true, deployment: routing.deployment, hints: routing.hints.map(({ code }) => code) };
	} catch (error) {
		return { prompt, ok: false, error: error.message };
	}
}

const commands = {
	async start({ group, redis, windowMs }) {
		state = createSharedStateStore(redis);
		// With another key they are other deployments: what happens to them here is not counted for the group's.
		const warmUps = group.deployments.map(({ provider, baseUrl, model }) => ({
			deployments: [{ provider, baseUrl, model, apiKey: 'warm-up' }],
		}));
		const groups = Object.fromEntries(warmUps.map((warmUp, i) => [`warm-up-${i}`, warmUp]));
		router = createRouter({ groups: { chat: group, ...groups } }, { state, windowMs });
		await connected(windowMs);
		for (const name of Object.keys(groups)) await callOnce(name, name);
	},
	async call({ count, atOnce = count, everyMs = 0, name }) {
		const ends = [];
		const startedMs = performance.now();
		let next = 0;
		const work = async () => {
			while (next < count) {
				const number = next++;
				const waitMs = startedMs + number * everyMs - performance.now();
				if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
				ends.push(await callOnce(`${name}-${number}`));
			}
		};
		await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
		return ends;
	},
	degraded: () => state.degraded ?? null,
	keys: () => router.config.groups.get('chat').deployments.map(({ id }) => id),
};

process.on('message', async ({ id, command, ...parameters }) => {
	try {
		process.send({ id, result: await commands[command](parameters) });
	} catch (error) {
		process.send({ id, error: error.stack });
	}
});
process.on('disconnect', () => process.exit());
