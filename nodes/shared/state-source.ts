import type { IExecuteFunctions } from 'n8n-workflow';
import type { RedisSettings } from '../../lib';
import { InputFault } from './input-fault';
import { textOf } from './parameter-values';
import { readRedisSettings } from './redis-settings';
import type { Library, RouterUse } from './runtime';
import { readSelectedCredential } from './selected-credential';

const REDIS = { type: 'routedLlmRedisApi', label: 'Redis', parameter: 'State', otherwise: 'In This Process' };

/**
 * Where a call's state is kept, from the parameter State and the Redis credential selected on the node. The credential is
 * read once per execution, and only when an item asks for it. `auto`: the Redis that the model groups name (`ofGroups`), else this process.
 */
export function createStateSource(
	context: IExecuteFunctions,
	library: Library,
): (parameter: unknown, ofGroups?: RedisSettings) => Promise<RouterUse['state']> {
	let settings: Promise<RouterUse['state']> | undefined;
	return async (parameter, ofGroups) => {
		switch (textOf(parameter)) {
			case 'auto':
			case '':
				return ofGroups ?? 'process';
			case 'process':
				return 'process';
			case 'redis':
				settings ??= readSelectedCredential(context, REDIS, ({ data }) => readRedisSettings(data, library));
				return await settings;
			default:
				throw new InputFault('State must be auto, process or redis');
		}
	};
}
