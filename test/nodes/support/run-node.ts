import './temp-n8n-folder';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	IDataObject,
	ICredentialDataDecryptedObject,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IRun,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';
import { LlmSpendReport } from '../../../nodes/LlmSpendReport/LlmSpendReport.node';
import { RoutedLlm } from '../../../nodes/RoutedLlm/RoutedLlm.node';

export interface RunSettings {
	/** Default: `routedLlm`. */
	node?: 'routedLlm' | 'llmSpendReport';
	parameters: IDataObject;
	/** Decrypted data by credential type; each becomes a credential selected on the node. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** n8n's id of each of them; default: its type. */
	credentialId?: string;
	/** Default: one empty item. */
	items?: INodeExecutionData[];
	onError?: INode['onError'];
	mode?: WorkflowExecuteMode;
	/** The workflow's; default: n8n's own. */
	timeZone?: string;
	/** A chat or webhook waits for a stream. */
	/** `broken`: whoever waits for the stream cannot be reached. */
	streaming?: boolean | 'broken';
}

export interface NodeRun {
	/** By output; the second one is the error output, where asked for. */
	outputs: INodeExecutionData[][];
	error?: Error & { description?: string | null; context?: IDataObject; failure?: unknown };
	hints: NodeExecutionHint[];
	/** What was streamed. */
	chunks: Array<{ type: string; content?: string; itemIndex: number }>;
	run: IRun;
}

export interface StartedRun {
	done: Promise<NodeRun>;
	/** As n8n's Stop button does. */
	cancel(): void;
}

const NODE_NAME = 'Ask';

/** Runs the node in n8n's real engine, behind a node that hands it the items. */
export function startNode(settings: RunSettings): StartedRun {
	const nodes = new NodeTypesForTests(settings.items ?? [{ json: {} }]);
	const workflow = createWorkflow(settings, nodes);
	const chunks: NodeRun['chunks'] = [];
	const additionalData = createAdditionalData(settings, workflow, chunks);
	const mode = settings.mode ?? 'manual';
	const execution = new WorkflowExecute(additionalData, mode).run({ workflow, startNode: workflow.getNode('Items')! });
	return {
		cancel: () => execution.cancel(),
		done: execution.then((run) => {
			const task = run.data.resultData.runData[NODE_NAME]?.[0];
			return {
				outputs: (task?.data?.main ?? []).map((items) => items ?? []),
				error: task?.error ?? run.data.resultData.error,
				hints: task?.hints ?? [],
				chunks,
				run,
			};
		}),
	};
}

export async function runNode(settings: RunSettings): Promise<NodeRun> {
	return await startNode(settings).done;
}

/** Items of the first output. */
export async function answersOf(settings: RunSettings): Promise<IDataObject[]> {
	const { outputs, error } = await runNode(settings);
	if (error !== undefined) throw error;
	return (outputs[0] ?? []).map((item) => item.json);
}

class NodeTypesForTests implements INodeTypes {
	private readonly types: Record<string, INodeType>;

	constructor(items: INodeExecutionData[]) {
		this.types = {
			'test.items': {
				description: {
					displayName: 'Items',
					name: 'items',
					group: ['transform'],
					version: 1,
					description: 'Hands on what the test gave it',
					defaults: { name: 'Items' },
					inputs: [],
					outputs: [NodeConnectionTypes.Main],
					properties: [],
				},
				execute: async () => [items],
			},
			'n8n-nodes-routed-llm.routedLlm': new RoutedLlm(),
			'n8n-nodes-routed-llm.llmSpendReport': new LlmSpendReport(),
		};
	}

	getByName(name: string): INodeType {
		return this.types[name]!;
	}

	getByNameAndVersion(name: string): INodeType {
		return this.types[name]!;
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}

function createWorkflow(settings: RunSettings, nodeTypes: INodeTypes): Workflow {
	const credentials = Object.keys(settings.credentials ?? {}).map(
		(type) => [type, { id: settings.credentialId ?? type, name: type }] as const,
	);
	const base = { typeVersion: 1, position: [0, 0] as [number, number] };
	return new Workflow({
		id: 'workflow-1',
		name: 'Test workflow',
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1', timezone: settings.timeZone },
		nodes: [
			{ ...base, id: '1', name: 'Items', type: 'test.items', parameters: {} },
			{
				...base,
				id: '2',
				name: NODE_NAME,
				type: `n8n-nodes-routed-llm.${settings.node ?? 'routedLlm'}`,
				parameters: settings.parameters as INode['parameters'],
				credentials: Object.fromEntries(credentials),
				onError: settings.onError,
			},
		],
		connections: { Items: { main: [[{ node: NODE_NAME, type: NodeConnectionTypes.Main, index: 0 }]] } },
	});
}

/** What n8n's server gives to an execution, as far as the node comes into touch with it. */
function createAdditionalData(
	settings: RunSettings,
	workflow: Workflow,
	chunks: NodeRun['chunks'],
): IWorkflowExecuteAdditionalData {
	const workflowData = { id: workflow.id, name: workflow.name ?? '', nodes: [], connections: {}, active: false };
	const hooks = new ExecutionLifecycleHooks('manual', 'execution-1', workflowData as never);
	if (settings.streaming)
		hooks.addHandler('sendChunk', ({ type, content, metadata }) => {
			if (settings.streaming === 'broken') throw new Error('the chat is gone');
			chunks.push({ type, content, itemIndex: metadata.itemIndex });
		});
	return {
		hooks,
		streamingEnabled: settings.streaming !== undefined && settings.streaming !== false,
		executionId: 'execution-1',
		workflowId: workflow.id,
		userId: 'user-1',
		variables: {},
		currentNodeParameters: undefined,
		instanceBaseUrl: 'http://127.0.0.1:5678/',
		restApiUrl: 'http://127.0.0.1:5678/rest',
		webhookBaseUrl: 'http://127.0.0.1:5678/webhook',
		webhookWaitingBaseUrl: 'http://127.0.0.1:5678/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1:5678/webhook-test',
		formWaitingBaseUrl: 'http://127.0.0.1:5678/form-waiting',
		credentialsHelper: {
			isCredentialUsableByNode: () => true,
			getParentTypes: () => [],
			getDecrypted: async (_data: unknown, _node: unknown, type: string) => settings.credentials?.[type] ?? {},
		},
	} as unknown as IWorkflowExecuteAdditionalData;
}
