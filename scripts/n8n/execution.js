// @ts-check
'use strict';

/**
 * @typedef {{json: Record<string, any>, binary?: Record<string, any>, pairedItem?: any, error?: any}} Item
 *
 * @typedef {object} NodeRun
 * @property {'success' | 'error' | 'canceled' | string} executionStatus
 * @property {number} executionTime milliseconds
 * @property {Array<{message: string, [key: string]: any}>} [hints]
 * @property {{message: string, description?: string, [key: string]: any}} [error]
 * @property {Record<string, Array<Item[] | null>>} [data] by connection type, then by output
 *
 * @typedef {object} Execution
 * @property {string} id
 * @property {'success' | 'error' | 'canceled' | 'crashed' | 'running' | 'waiting' | 'new' | 'unknown' | string} status
 * @property {{message: string, description?: string, [key: string]: any} | undefined} error the error that ended it
 * @property {Record<string, NodeRun[]>} runs what each node did, by its name
 * @property {(node: string, output?: number) => Item[]} items what a node put out on its main output in its last run; empty when it has none
 * @property {string} raw all that n8n stores of it, as text, for finding what must not be in there
 */

/**
 * Reads an execution as n8n's API gives it.
 *
 * @param {any} answer
 * @returns {Execution}
 */
function readExecution(answer) {
	const result = (typeof answer.data === 'string' ? unflatten(answer.data) : answer.data)?.resultData ?? {};
	/** @type {Record<string, NodeRun[]>} */
	const runs = result.runData ?? {};
	return {
		id: answer.id,
		status: answer.status,
		error: result.error,
		runs,
		items: (node, output = 0) => runs[node]?.at(-1)?.data?.main?.[output] ?? [],
		raw: JSON.stringify(answer),
	};
}

/**
 * Decodes the "flatted" form in which n8n stores executions: a list of values, in which a string inside an object or a list is the
 * position of the value meant.
 *
 * @param {string} text
 * @returns {any}
 */
function unflatten(text) {
	/** @type {unknown[]} */
	const values = JSON.parse(text);
	const done = new Map();
	/** @param {number} position @returns {unknown} */
	const resolve = (position) => {
		const value = values[position];
		if (value === null || typeof value !== 'object') return value;
		if (done.has(position)) return done.get(position);
		/** @type {any} */
		const copy = Array.isArray(value) ? [] : {};
		done.set(position, copy); // before its members: they may refer back to it
		for (const [key, member] of Object.entries(value))
			copy[key] = typeof member === 'string' ? resolve(Number(member)) : member;
		return copy;
	};
	return resolve(0);
}

module.exports = { readExecution, unflatten };
