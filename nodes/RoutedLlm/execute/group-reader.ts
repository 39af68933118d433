import type { IExecuteFunctions } from 'n8n-workflow';
import type { Router, RouterConfigInput } from '../../../lib';
import { checkedGroupName } from '../../shared/checked-group-name';
import { createEndpointSource, type LoadedEndpoints } from '../../shared/credential-source';
import type { ExecutionHints } from '../../shared/execution-hints';
import { InputFault } from '../../shared/input-fault';
import { createGroupsSource, withNodeOptions, type SharedGroups } from '../../shared/model-groups/groups-source';
import { locatorValueOf, recordOf, textOf } from '../../shared/parameter-values';
import { readModelGroup, readRoutingOptions } from '../../shared/read-model-group';
import type { Runtime } from '../../shared/runtime';
import { createStateSource } from '../../shared/state-source';
import { createUsageSource } from '../../shared/usage-source';

/** Whom an item asks. */
export interface ItemGroup {
	router: Router;
	group: string;
}

export type GroupReader = (itemIndex: number) => Promise<ItemGroup>;

const GROUP_PARAMETERS = [
	'modelGroup',
	'sharedGroup',
	'groupName',
	'providers',
	'deployments',
	'routingOptions',
	'state',
	'usageLog',
	'usageLogOptions',
] as const;

interface NamedGroup {
	name: string;
	config: RouterConfigInput;
	/** Absent: the group is defined in the node. */
	shared?: SharedGroups;
}

/** Reads the model group of an item; only once when no expression makes it differ from item to item. */
export function createGroupReader(context: IExecuteFunctions, runtime: Runtime, hints: ExecutionHints): GroupReader {
	const { parameters } = context.getNode();
	const differs = GROUP_PARAMETERS.some((name) => JSON.stringify(parameters[name] ?? '').includes('"='));
	const stateOf = createStateSource(context, runtime.library);
	const usageOf = createUsageSource(context, runtime.library);
	const groupsOf = createGroupsSource(context, runtime);
	const loaded: LoadedEndpoints = new Map();

	const readHere = async (itemIndex: number): Promise<NamedGroup> => {
		const endpointsOf = createEndpointSource(context, context.getNodeParameter('providers', itemIndex, []), loaded);
		const groupName = context.getNodeParameter('groupName', itemIndex, '');
		const deployments = context.getNodeParameter('deployments', itemIndex, {});
		const routingOptions = context.getNodeParameter('routingOptions', itemIndex, {});
		return {
			name: textOf(groupName),
			config: await readModelGroup({ groupName, deployments, routingOptions }, endpointsOf),
		};
	};

	const readShared = async (itemIndex: number): Promise<NamedGroup> => {
		const ownState = await stateOf(context.getNodeParameter('state', itemIndex, 'auto'));
		const shared = await groupsOf(ownState === 'process' ? undefined : ownState);
		const name = checkedGroupName(
			locatorValueOf(context.getNodeParameter('sharedGroup', itemIndex, '')),
			"Group Name is empty: choose one of the credential's model groups",
		);
		const options = readRoutingOptions(recordOf(context.getNodeParameter('routingOptions', itemIndex, {})));
		for (const hint of [shared.warning, shared.hint]) if (hint !== undefined) hints.add(hint);
		return { name, config: withNodeOptions(shared.config, options), shared };
	};

	const read: GroupReader = async (itemIndex) => {
		const { name, config, shared } = await (isShared(context, itemIndex) ? readShared(itemIndex) : readHere(itemIndex));
		const state = await stateOf(context.getNodeParameter('state', itemIndex, 'auto'), shared?.redis);
		const usage = await usageOf(
			context.getNodeParameter('usageLog', itemIndex, 'auto'),
			context.getNodeParameter('usageLogOptions', itemIndex, {}),
			shared?.postgres,
		);
		const router = runtime.router(config, { usage, state });
		hints.addSharedPriorities(router.config.groups.get(name));
		hints.addQueueMode(process.env, {
			embeddedLog: usage !== 'off' && usage.kind === 'embedded',
			sharedState: state !== 'process',
		});
		return { router, group: name };
	};

	let same: ReturnType<GroupReader> | undefined;
	return async (itemIndex) => {
		if (differs) return await read(itemIndex);
		same ??= read(itemIndex).catch(ofWholeNode);
		return await same;
	};
}

function isShared(context: IExecuteFunctions, itemIndex: number): boolean {
	const choice = textOf(context.getNodeParameter('modelGroup', itemIndex, 'here'));
	if (choice === 'here' || choice === 'shared') return choice === 'shared';
	throw new InputFault('Model Group must be here or shared');
}

function ofWholeNode(error: unknown): never {
	throw error instanceof InputFault ? new InputFault(error.message, 'node') : error;
}
