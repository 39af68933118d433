// @ts-check
'use strict';

const { LLMock } = require('@copilotkit/aimock');

const ANSWER =
	'To keep their data at home and their bill at zero. (This answer comes from the emulator that npm start runs; no provider was called.)';

/**
 * A server on this machine that answers every chat request in the shapes of OpenAI (base URL + `/v1`) and Ollama (base URL), so that
 * the demo needs no key and no network.
 *
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
async function startProviderEmulator() {
	const emulator = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
	const usage = { prompt_tokens: 21, completion_tokens: 30, total_tokens: 51 };
	emulator.onMessage(/./s, { content: ANSWER, usage });
	await emulator.start();
	return {
		url: emulator.url,
		close: async () => {
			await emulator.stop();
		},
	};
}

module.exports = { startProviderEmulator };
