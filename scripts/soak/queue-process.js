// @ts-check
'use strict';

const path = require('node:path');

/**
 * A process with a router of its own on the shared state, as an n8n worker is: it always has `atOnce` calls under way or in the
 * queue. `node queue-process.js LIB`, with the rest as its first message; it ends with its parent.
 */
const { createRouter, createSharedStateStore } = require(path.join(process.argv[2] ?? '', 'index.js'));

const TICK_MS = 20;
/** A longer stall is a pause that the run itself made. */
const LONGEST_STALL_MS = 10_000;

process.on('disconnect', () => process.exit());
process.once('message', (/** @type {import('./queue-run').QueueTask} */ task) => {
	const state = createSharedStateStore(task.redis);
	const deployment = {
		provider: 'openai-compatible',
		baseUrl: task.baseUrl,
		apiKey: 'soak',
		model: 'm',
		rpm: task.rpm,
	};
	const router = createRouter(
		{ groups: { soak: { deployments: [deployment], maxQueueWaitSeconds: 3_600 } } },
		{ state, windowMs: task.windowMs },
	);
	const messages = [{ role: 'user', content: [{ type: 'text', text: task.name }] }];
	const callAgain = async () => {
		for (;;) {
			try {
				const { routing } = await router.chat({ group: 'soak', messages, settings: { maxOutputTokens: 5 } });
				const isShared = routing.hints.every((/** @type {{code: string}} */ { code }) => code !== 'state_in_process');
				process.send?.(isShared ? 'answered' : 'answered apart');
			} catch (error) {
				process.send?.(`failed: ${error instanceof Error ? error.message : error}`);
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	};
	for (let i = 0; i < task.atOnce; i++) void callAgain();
	reportStalls();
});

/** Tells the parent when this process got no processor for a while, since its requests were late then. */
function reportStalls() {
	let lastMs = performance.now();
	setInterval(() => {
		const stallMs = performance.now() - lastMs - TICK_MS;
		lastMs = performance.now();
		if (stallMs > TICK_MS && stallMs < LONGEST_STALL_MS) process.send?.({ stallMs });
	}, TICK_MS);
}
