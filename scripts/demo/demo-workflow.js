// @ts-check
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { freePorts } = require('../n8n/free-ports');

const FILE = path.resolve(__dirname, '..', '..', 'examples', 'local-first.json');

/**
 * Puts the demo workflow and its two credentials into an n8n: Ollama on a port where nobody listens, OpenAI on the emulator.
 *
 * @param {import('../n8n/n8n-client').N8nClient} client signed in
 * @param {string} emulatorUrl
 */
async function importDemoWorkflow(client, emulatorUrl) {
	const [closedPort] = await freePorts(1);
	const definition = JSON.parse(fs.readFileSync(FILE, 'utf8'));
	/** @type {Record<string, Record<string, unknown>>} the fields of each credential, by its type */
	const fields = {
		routedLlmOllamaApi: {
			endpoints: { entries: [{ name: 'home', baseUrl: `http://127.0.0.1:${closedPort}`, apiKey: '' }] },
		},
		routedLlmOpenAiApi: { apiKey: 'no-key-needed', baseUrl: `${emulatorUrl}/v1` },
	};
	for (const node of definition.nodes) {
		for (const [type, reference] of Object.entries(node.credentials ?? {})) {
			node.credentials[type] = await client.createCredential(type, fields[type] ?? {}, reference.name);
		}
	}
	return await client.createWorkflow(definition);
}

module.exports = { importDemoWorkflow };
