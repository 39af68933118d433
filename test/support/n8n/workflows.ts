import { randomUUID } from 'node:crypto';
import type { N8nClient, WorkflowDefinition } from '../../../scripts/n8n/n8n-client';

/** One row of the Deployments table, on an endpoint of its own. */
export interface TestDeployment {
	server: { url: string };
	/** Default: `model-1` for the first, and so on. */
	model?: string;
	priority?: number;
	options?: Record<string, unknown>;
	apiKey?: string;
	headers?: Record<string, string>;
}

export interface TestNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
}

export interface TestWorkflow {
	/** What the manual trigger puts out; default: one empty item. */
	items?: Array<Record<string, unknown>>;
	name?: string;
}

/** A Routed LLM node whose model group is these OpenAI-compatible deployments, best first, with the credential that they need. */
export async function routedLlm(
	n8n: N8nClient,
	deployments: readonly TestDeployment[],
	{ onError, ...parameters }: Record<string, unknown> & Pick<TestNode, 'onError'> = {},
): Promise<TestNode> {
	const credential = await n8n.createCredential('routedLlmOpenAiCompatibleApi', endpointsOf(deployments));
	return {
		name: 'Routed LLM',
		type: 'n8n-nodes-routed-llm.routedLlm',
		typeVersion: 1,
		parameters: {
			groupName: 'chat',
			providers: ['openai-compatible'],
			deployments: { rows: deployments.map(toRow) },
			prompt: 'Say hello',
			simplify: false,
			...parameters,
		},
		credentials: { routedLlmOpenAiCompatibleApi: credential },
		onError,
	};
}

function toRow({ model, priority, options }: TestDeployment, index: number) {
	return {
		provider: 'openai-compatible',
		endpoint: `endpoint-${index + 1}`,
		model: { __rl: true, mode: 'id', value: model ?? `model-${index + 1}` },
		priority: priority ?? 0,
		options: options ?? {},
	};
}

/** The fields of a credential with an endpoint for each deployment. */
export function endpointsOf(deployments: readonly TestDeployment[]) {
	const entries = deployments.map(({ server, apiKey, headers }, index) => ({
		name: `endpoint-${index + 1}`,
		baseUrl: `${server.url}/v1`,
		apiKey: apiKey ?? '',
		headers: { entries: Object.entries(headers ?? {}).map(([name, value]) => ({ name, value })) },
	}));
	return { endpoints: { entries } };
}

/** A workflow that is started by hand, its nodes one after the other. */
export function byHand(nodes: readonly TestNode[], { items, name = 'By hand' }: TestWorkflow = {}): WorkflowDefinition {
	const trigger: TestNode = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
	const pinData = items && { [trigger.name]: items.map((json) => ({ json })) };
	return { ...inARow(name, [trigger, ...nodes]), pinData };
}

/** A workflow that is started by a webhook, its nodes one after the other. The caller gets the last node's first item. */
export function byWebhook(
	path: string,
	nodes: readonly TestNode[],
	parameters: Record<string, unknown> = {},
): WorkflowDefinition {
	const trigger: TestNode = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', options: {}, ...parameters },
	};
	const definition = inARow(path, [trigger, ...nodes]);
	return {
		...definition,
		nodes: definition.nodes.map((node) => (node.name === trigger.name ? { ...node, webhookId: path } : node)),
	};
}

/** Nodes one after the other, by their first outputs. */
export function inARow(name: string, nodes: readonly TestNode[]): WorkflowDefinition {
	const links = nodes
		.slice(1)
		.map((node, index) => [nodes[index]!.name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }]);
	return {
		name,
		nodes: nodes.map((node, index) => ({ id: randomUUID(), position: [index * 240, 0], ...node })),
		connections: Object.fromEntries(links),
	};
}
