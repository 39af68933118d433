// @ts-check
'use strict';

const path = require('node:path');

/**
 * A process with a router of its own on the shared state, as an n8n worker is: it always has `atOnce` calls under way or in the
 * queue. `node queue-process.js LIB`, with the rest as its first message; it ends with its parent.
 */
const { createRouter, createSharedStateStore } = require(path.join(process.argv[2] ?? '', 'index.js'));

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
});
