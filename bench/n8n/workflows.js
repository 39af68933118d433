// @ts-check
'use strict';

/** @typedef {import('../../scripts/n8n/n8n-client').N8nClient} N8nClient */
/** @typedef {{parameters: object, type: string, typeVersion: number, credentials?: object}} Contender the node under test */

/** The node whose time is taken has this name in every workflow. */
const NODE_UNDER_TEST = 'Under test';

/** What the others are compared with: as one asks a provider, with its key in a credential; and without, which no provider accepts. */
const YARDSTICKS = {
	withKey: 'HTTP Request, key in a Header Auth credential',
	withoutKey: 'HTTP Request, no credential',
};

/**
 * The nodes that are compared: each asks the mock once per item, with the item's own prompt, save No Operation.
 *
 * @param {N8nClient} client
 * @param {string} baseUrl
 * @returns {Promise<Record<string, Contender>>}
 */
async function contenders(client, baseUrl) {
	const prompt = '={{ $json.prompt }}';
	const routedLlmOpenAiApi = await client.createCredential('routedLlmOpenAiApi', { apiKey: 'none', baseUrl });
	const openAiApi = await client.createCredential('openAiApi', { apiKey: 'none', url: baseUrl });
	const httpHeaderAuth = await client.createCredential('httpHeaderAuth', {
		name: 'Authorization',
		value: 'Bearer none',
	});
	const httpRequest = {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${baseUrl}/chat/completions`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `={{ JSON.stringify({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: $json.prompt }] }) }}`,
		},
	};
	return {
		'Routed LLM, Parallel Items 100, usage log on': {
			type: 'n8n-nodes-routed-llm.routedLlm',
			typeVersion: 1,
			parameters: {
				groupName: 'chat',
				providers: ['openai'],
				deployments: {
					rows: [{ provider: 'openai', model: { __rl: true, mode: 'id', value: 'gpt-4.1-mini' }, priority: 0 }],
				},
				prompt,
				routingOptions: { parallelItems: 100 },
			},
			credentials: { routedLlmOpenAiApi },
		},
		[YARDSTICKS.withoutKey]: httpRequest,
		[YARDSTICKS.withKey]: {
			...httpRequest,
			parameters: {
				...httpRequest.parameters,
				authentication: 'genericCredentialType',
				genericAuthType: 'httpHeaderAuth',
			},
			credentials: { httpHeaderAuth },
		},
		OpenAI: {
			type: '@n8n/n8n-nodes-langchain.openAi',
			typeVersion: 2.3,
			parameters: {
				resource: 'text',
				operation: 'response',
				modelId: { __rl: true, mode: 'id', value: 'gpt-4.1-mini' },
				responses: { values: [{ type: 'text', role: 'user', content: prompt }] },
				options: {},
			},
			credentials: { openAiApi },
		},
		'No Operation': { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
	};
}

/**
 * Webhook, Split Out (the body's list becomes items), the node under test. Run by its webhook, as in production: the editor's polling
 * does not stand in the way.
 *
 * @param {string} name
 * @param {Contender} contender
 * @param {string} path of the webhook
 */
function workflowOf(name, contender, path) {
	const nodes = [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
		},
		{
			name: 'Split Out',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		},
		{ name: NODE_UNDER_TEST, ...contender },
	].map((node, index) => ({ id: `00000000-0000-4000-8000-00000000000${index}`, position: [index * 200, 0], ...node }));
	return {
		name: `Benchmark: ${name}`,
		nodes,
		connections: {
			Webhook: { main: [[{ node: 'Split Out', type: 'main', index: 0 }]] },
			'Split Out': { main: [[{ node: NODE_UNDER_TEST, type: 'main', index: 0 }]] },
		},
	};
}

module.exports = { contenders, workflowOf, NODE_UNDER_TEST, YARDSTICKS };
