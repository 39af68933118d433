import type { IExecuteFunctions } from 'n8n-workflow';
import type { Router } from '../../../lib';
import { checkBinaryFields } from '../../shared/binary-parts';
import { createEndpointSource, type LoadedEndpoints } from '../../shared/credential-source';
import type { ExecutionHints } from '../../shared/execution-hints';
import { InputFault } from '../../shared/input-fault';
import { readKeepTextsMs } from '../../shared/keep-days';
import { recordOf } from '../../shared/parameter-values';
import type { ChatRequestPlan } from '../../shared/read-chat-request';
import { readChatRequest } from '../../shared/read-chat-request';
import { readModelGroup } from '../../shared/read-model-group';
import type { Runtime } from '../../shared/runtime';
import { createStateSource } from '../../shared/state-source';
import { createUsageSource } from '../../shared/usage-source';

/** What one item asks for, checked, before anything is sent. */
export interface ItemPlan {
	router: Router;
	group: string;
	request: ChatRequestPlan;
	/** Absent: prompt and answer are not kept. */
	keepTextsMs?: number;
	simplify: boolean;
	streaming: boolean;
}

export type PlannedItem = { ok: true; plan: ItemPlan } | { ok: false; error: unknown };

/** Checks all items before the first request: what is wrong with one is known before money is spent on another. */
export async function planItems(
	context: IExecuteFunctions,
	runtime: Runtime,
	hints: ExecutionHints,
): Promise<PlannedItem[]> {
	const groupOf = createGroupReader(context, runtime, hints);
	const planned: PlannedItem[] = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		try {
			planned.push({ ok: true, plan: await planItem(context, itemIndex, groupOf) });
		} catch (error) {
			planned.push({ ok: false, error });
		}
	}
	return planned;
}

type GroupReader = (itemIndex: number) => Promise<Pick<ItemPlan, 'router' | 'group'>>;

async function planItem(context: IExecuteFunctions, itemIndex: number, groupOf: GroupReader): Promise<ItemPlan> {
	const options = recordOf(context.getNodeParameter('options', itemIndex, {}));
	const { router, group } = await groupOf(itemIndex);
	const request = readChatRequest(context.getNodeParameter('prompt', itemIndex, ''), options);
	checkBinaryFields(context, itemIndex, request.binaryFields);
	return {
		router,
		group,
		request,
		keepTextsMs: readKeepTextsMs(recordOf(context.getNodeParameter('usageLogOptions', itemIndex, {}))),
		simplify: context.getNodeParameter('simplify', itemIndex, true) !== false,
		streaming: options.streaming !== false,
	};
}

const GROUP_PARAMETERS = ['groupName', 'providers', 'deployments', 'routingOptions', 'state', 'usageLog', 'usageLogOptions'] as const;

/** Reads the model group of an item; only once when no expression makes it differ from item to item. */
function createGroupReader(context: IExecuteFunctions, runtime: Runtime, hints: ExecutionHints): GroupReader {
	const { parameters } = context.getNode();
	const differs = GROUP_PARAMETERS.some((name) => JSON.stringify(parameters[name] ?? '').includes('"='));
	const stateOf = createStateSource(context, runtime.library);
	const usageOf = createUsageSource(context, runtime.library);
	const loaded: LoadedEndpoints = new Map();

	const read: GroupReader = async (itemIndex) => {
		const endpointsOf = createEndpointSource(context, context.getNodeParameter('providers', itemIndex, []), loaded);
		const groupName = context.getNodeParameter('groupName', itemIndex, '') as string;
		const input = await readModelGroup(
			{
				groupName,
				deployments: context.getNodeParameter('deployments', itemIndex, {}),
				routingOptions: context.getNodeParameter('routingOptions', itemIndex, {}),
			},
			endpointsOf,
		);
		const state = await stateOf(context.getNodeParameter('state', itemIndex, 'process'));
		const usage = await usageOf(
			context.getNodeParameter('usageLog', itemIndex, 'embedded'),
			context.getNodeParameter('usageLogOptions', itemIndex, {}),
		);
		const router = runtime.router(input, { usage, state });
		hints.addSharedPriorities(router.config);
		hints.addQueueMode(process.env, {
			embeddedLog: usage !== 'off' && usage.kind === 'embedded',
			sharedState: state !== 'process',
		});
		return { router, group: groupName.trim() };
	};

	let same: ReturnType<GroupReader> | undefined;
	return async (itemIndex) => {
		if (differs) return await read(itemIndex);
		same ??= read(itemIndex).catch(ofWholeNode);
		return await same;
	};
}

function ofWholeNode(error: unknown): never {
	throw error instanceof InputFault ? new InputFault(error.message, 'node') : error;
}
