import type {
	GroupInput,
	IgnoredSetting,
	ModelGroups,
	PostgresSettings,
	RedisSettings,
	RouterConfigInput,
} from '../../../lib';
import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { InputFault } from '../input-fault';
import { readKeepCallsDays } from '../keep-days';
import { readPostgresSettings } from '../postgres-settings';
import { readRedisSettings } from '../redis-settings';
import type { Library, Runtime } from '../runtime';
import type { PostgresTarget } from '../usage-destinations';
import { readModelGroupsCredential } from './read-credential';

export const MODEL_GROUPS_TYPE = 'routedLlmModelGroupsApi';

/** What a Model Groups credential says, as the nodes use it. */
export interface SharedGroups {
	config: RouterConfigInput;
	groupNames: string[];
	/** Named in the text. */
	redis?: RedisSettings;
	/** Named in the text. */
	postgres?: PostgresTarget;
	ignored: readonly IgnoredSetting[];
	/** The credential has faults, and an earlier version serves. */
	warning?: string;
	/** What people should know of versions that are shared with other processes. */
	hint?: string;
}

/**
 * The groups of the Model Groups credential selected on the node. The credential is read once per execution, and only when it is asked for.
 * @param redis where versions are shared with other processes, if not in the Redis that the text names
 * @returns throws InputFault when none is selected, or its text has faults and there is no earlier version
 */
export function createGroupsSource(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	runtime: Runtime,
): (redis?: RedisSettings) => Promise<SharedGroups> {
	let groups: Promise<SharedGroups> | undefined;
	return async (redis) => await (groups ??= readGroups(context, runtime, redis));
}

async function readGroups(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	runtime: Runtime,
	redis?: RedisSettings,
): Promise<SharedGroups> {
	const { name, credentials } = context.getNode();
	const selected = credentials?.[MODEL_GROUPS_TYPE];
	if (selected === undefined)
		throw new InputFault(
			`no Model Groups credential is selected on the node ${JSON.stringify(name)}; select one, or choose Defined in This Node under Model Group`,
			'node',
		);
	const data = await context.getCredentials(MODEL_GROUPS_TYPE);
	const { library } = runtime;
	try {
		const id = selected.id ?? selected.name;
		const toRedis = (url: string): RedisSettings => redisOf(url, library);
		const { groups, warning, hint } = await runtime.modelGroups.use({
			id,
			instance: instanceOf(context),
			source: readModelGroupsCredential(data),
			redis,
			toRedis,
			serverFault: serverFaultIn(library),
		});
		return {
			config: groups.config,
			groupNames: groups.groupNames,
			redis: groups.redisUrl === undefined ? undefined : toRedis(groups.redisUrl),
			postgres:
				groups.postgresUrl === undefined
					? undefined
					: {
							kind: 'postgres',
							settings: postgresOf(groups.postgresUrl, library),
							outboxName: id,
							keepCallsDays: readKeepCallsDays(data.keepCallsDays),
						},
			ignored: groups.ignored,
			warning,
			hint,
		};
	} catch (error) {
		if (!(error instanceof InputFault) || error.message.startsWith('The Model Groups credential')) throw error;
		throw new InputFault(`Model Groups credential: ${error.message}`, 'node');
	}
}

/** Not every context has it. */
function instanceOf(context: IExecuteFunctions | ILoadOptionsFunctions): string | undefined {
	return typeof context.getInstanceId === 'function' ? context.getInstanceId() : undefined;
}

/** @throws InputFault */
export function redisOf(url: string, library: Library): RedisSettings {
	return inText('redis', () => readRedisSettings({ connection: 'url', url }, library));
}

/** @throws InputFault */
export function postgresOf(url: string, library: Library): PostgresSettings {
	return inText('postgres', () => readPostgresSettings({ connection: 'url', url }, library));
}

/** Of the URLs that a text names, what the drivers would refuse. */
export function serverFaultIn(
	library: Library,
): (groups: Pick<ModelGroups, 'redisUrl' | 'postgresUrl'>) => string | undefined {
	return ({ redisUrl, postgresUrl }) => {
		try {
			if (redisUrl !== undefined) redisOf(redisUrl, library);
			if (postgresUrl !== undefined) postgresOf(postgresUrl, library);
			return undefined;
		} catch (error) {
			if (error instanceof InputFault) return error.message;
			throw error;
		}
	};
}

function inText<T>(setting: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw error instanceof InputFault ? new InputFault(`${setting} in the text: ${error.message}`) : error;
	}
}

/** Routing options of a node under what the groups say themselves; a wish for local deployments only counts wherever it stands. */
export function withNodeOptions(
	config: RouterConfigInput,
	options: Omit<GroupInput, 'deployments'>,
): RouterConfigInput {
	const groups = Object.entries(config.groups).map(([name, group]): [string, GroupInput] => [
		name,
		{ ...options, ...group, ...(options.localOnly === true && { localOnly: true }) },
	]);
	return { ...config, groups: Object.fromEntries(groups) };
}
