// @ts-check
'use strict';

/** One of several processes that use a limit to the full: makes calls, a number of them under way, until it is told to end. */

const { createRouter, createSharedStateStore } = require('../../dist/lib');

const [, , baseUrl = '', settings = '', rpm = '', atOnce = ''] = process.argv;
const state = createSharedStateStore(JSON.parse(settings));
const deployment = /** @type {const} */ ({
	provider: 'openai-compatible',
	baseUrl,
	apiKey: 'none',
	model: 'm',
	rpm: Number(rpm),
});
const router = createRouter({ groups: { chat: { deployments: [deployment] } } }, { state });

let ended = 0;
let failed = 0;
async function work() {
	for (;;) {
		try {
			const { routing } = await router.chat({
				group: 'chat',
				messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
			});
			if (routing.hints.some(({ code }) => code === 'state_in_process')) failed++;
		} catch {
			failed++;
		}
		ended++;
	}
}
for (let i = 0; i < Number(atOnce); i++) void work();
process.on('message', () => process.send?.({ ended, failed }, () => process.exit()));
process.on('disconnect', () => process.exit());
