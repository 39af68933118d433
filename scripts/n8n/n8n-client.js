// @ts-check
'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { readExecution } = require('./execution');

/** The owner of every n8n that the demo and the tests start. */
const OWNER = Object.freeze({
	email: 'demo@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Routed-llm-1',
});

const CALL_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 50;

/**
 * @typedef {{id: string, name: string}} SavedCredential
 * @typedef {{id: string, name: string, versionId: string, nodes: Array<Record<string, any>>, connections: object, [key: string]: any}} SavedWorkflow
 * @typedef {{name: string, nodes: Array<Record<string, any>>, connections: object, settings?: object, [key: string]: any}} WorkflowDefinition
 */

/** An n8n answer other than 2xx. */
class N8nHttpError extends Error {
	/** @param {string} call @param {number} status @param {any} body */
	constructor(call, status, body) {
		super(`${call} answered ${status}: ${typeof body === 'string' ? body : JSON.stringify(body)}`);
		this.name = 'N8nHttpError';
		this.status = status;
		this.body = body;
	}
}

/** What the editor does, by the same HTTP calls. Every call gives up after 30 s unless it says otherwise. */
class N8nClient {
	/** @param {string} baseUrl for example "http://127.0.0.1:5678" */
	constructor(baseUrl) {
		this.baseUrl = baseUrl;
		this.cookie = '';
	}

	/** Creates the owner's account on a fresh n8n, or signs in where it exists. */
	async signIn() {
		const { data: settings } = await this.call('GET', '/rest/settings');
		if (settings.userManagement?.showSetupOnFirstLoad) await this.call('POST', '/rest/owner/setup', OWNER);
		else await this.call('POST', '/rest/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	}

	/**
	 * @param {string} type for example "routedLlmOpenAiApi"
	 * @param {Record<string, unknown>} data the credential's fields in clear
	 * @param {string} [name] default: the type
	 * @returns {Promise<SavedCredential>}
	 */
	async createCredential(type, data, name = type) {
		const { data: saved } = await this.call('POST', '/rest/credentials', { name, type, data });
		return { id: saved.id, name: saved.name };
	}

	/**
	 * A credential as the editor gets it: secrets masked.
	 *
	 * @param {string} id
	 */
	async readCredential(id) {
		const { data } = await this.call('GET', `/rest/credentials/${id}?includeData=true`);
		return data;
	}

	/**
	 * Runs a saved credential's Test button.
	 *
	 * @param {string} id
	 * @returns {Promise<{status: 'OK' | 'Error', message: string}>}
	 */
	async testCredential(id) {
		const saved = await this.readCredential(id);
		const { data } = await this.call('POST', '/rest/credentials/test', { credentials: saved });
		return data;
	}

	/** @param {WorkflowDefinition} definition @returns {Promise<SavedWorkflow>} */
	async createWorkflow(definition) {
		const { data } = await this.call('POST', '/rest/workflows', { settings: { executionOrder: 'v1' }, ...definition });
		return data;
	}

	/**
	 * Publishes a workflow, so that its webhooks answer.
	 *
	 * @param {SavedWorkflow} workflow
	 */
	async activateWorkflow(workflow) {
		await this.call('POST', `/rest/workflows/${workflow.id}/activate`, { versionId: workflow.versionId });
	}

	/**
	 * Runs a saved workflow as the editor's button does, without waiting for its end.
	 *
	 * @param {SavedWorkflow} workflow
	 * @param {{trigger?: string}} [options] `trigger`: name of the node to start from; default: its manual trigger
	 * @returns {Promise<string>} the execution's id
	 */
	async startWorkflow(workflow, { trigger } = {}) {
		const name = trigger ?? workflow.nodes.find((node) => node.type === 'n8n-nodes-base.manualTrigger')?.name;
		if (!name) throw new Error(`Workflow "${workflow.name}" has no manual trigger: name the trigger to start from`);
		const { data } = await this.call('POST', `/rest/workflows/${workflow.id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name },
		});
		return data.executionId;
	}

	/**
	 * Creates a workflow unless it is saved already, runs it by hand and waits for its end, whether that is success or failure.
	 *
	 * @param {WorkflowDefinition | SavedWorkflow} workflow
	 * @param {{trigger?: string, timeoutMs?: number}} [options] `timeoutMs`: default 60,000
	 */
	async runWorkflow(workflow, { trigger, timeoutMs } = {}) {
		const saved = /** @type {SavedWorkflow} */ (workflow.versionId ? workflow : await this.createWorkflow(workflow));
		return await this.waitForExecution(await this.startWorkflow(saved, { trigger }), { timeoutMs });
	}

	/**
	 * @param {string} id
	 * @param {{timeoutMs?: number}} [options] default 60,000 ms
	 */
	async waitForExecution(id, { timeoutMs = 60_000 } = {}) {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.getExecution(id);
			if (!['new', 'running', 'waiting', 'unknown'].includes(execution.status)) return execution;
			if (Date.now() > deadline)
				throw new Error(`Execution ${id} is still ${execution.status} after ${timeoutMs / 1000} s`);
			await sleep(LOOK_EVERY_MS);
		}
	}

	/** @param {string} id */
	async getExecution(id) {
		const { data } = await this.call('GET', `/rest/executions/${id}`);
		return readExecution(data);
	}

	/**
	 * @param {string} workflowId
	 * @returns {Promise<Array<{id: string, status: string, mode: string}>>} newest first, without data
	 */
	async listExecutions(workflowId) {
		const { data } = await this.call(
			'GET',
			`/rest/executions?filter=${encodeURIComponent(JSON.stringify({ workflowId }))}`,
		);
		return data.results;
	}

	/** The Stop button. @param {string} id */
	async stopExecution(id) {
		await this.call('POST', `/rest/executions/${id}/stop`, {});
	}

	/**
	 * Calls a published webhook. n8n registers it some time after `activateWorkflow` returns: this tries until it is there.
	 *
	 * @param {string} path as in the webhook node
	 * @param {unknown} body sent as JSON
	 * @param {{timeoutMs?: number, registeredWithinMs?: number, method?: string}} [options] `timeoutMs` per call, default 60,000; `registeredWithinMs` default 20,000
	 * @returns {Promise<{status: number, body: any}>} also of an answer that is an error
	 */
	async callWebhook(path, body, { timeoutMs = 60_000, registeredWithinMs = 20_000, method = 'POST' } = {}) {
		const deadline = Date.now() + registeredWithinMs;
		for (;;) {
			const answer = await this.request(method, `/webhook/${path}`, body, timeoutMs);
			const missing = answer.status === 404 && /is not registered/.test(answer.body?.message ?? '');
			if (!missing || Date.now() > deadline) return answer;
			await sleep(LOOK_EVERY_MS);
		}
	}

	/** @returns {Promise<Array<{name: string, displayName: string, [key: string]: any}>>} the descriptions of all nodes that the editor offers */
	async nodeTypes() {
		return (await this.request('GET', '/types/nodes.json', undefined, CALL_TIMEOUT_MS)).body;
	}

	/** @returns {Promise<Array<{name: string, displayName: string, [key: string]: any}>>} */
	async credentialTypes() {
		return (await this.request('GET', '/types/credentials.json', undefined, CALL_TIMEOUT_MS)).body;
	}

	/**
	 * Any other call of n8n's internal API.
	 *
	 * @param {string} method
	 * @param {string} path for example "/rest/executions/1"
	 * @param {unknown} [body] sent as JSON
	 * @param {{timeoutMs?: number}} [options] default 30,000 ms
	 * @returns {Promise<any>} the answer's JSON; rejects with `N8nHttpError` unless the status is 2xx
	 */
	async call(method, path, body, { timeoutMs = CALL_TIMEOUT_MS } = {}) {
		const answer = await this.request(method, path, body, timeoutMs);
		if (answer.status < 200 || answer.status > 299)
			throw new N8nHttpError(`${method} ${path}`, answer.status, answer.body);
		return answer.body;
	}

	/**
	 * @param {string} method @param {string} path @param {unknown} body @param {number} timeoutMs
	 * @returns {Promise<{status: number, body: any}>}
	 */
	async request(method, path, body, timeoutMs) {
		const response = await fetch(this.baseUrl + path, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.cookie },
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(timeoutMs),
		});
		const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (session) this.cookie = session.slice(0, session.indexOf(';'));
		const text = await response.text();
		return { status: response.status, body: parseJson(text) };
	}
}

/** @param {string} text @returns {any} the text itself where it is not JSON */
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

module.exports = { N8nClient, N8nHttpError, OWNER };
