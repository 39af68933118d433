import type { IExecuteFunctions } from 'n8n-workflow';
import { InputFault } from './input-fault';
import { textOf } from './parameter-values';
import { readRedisSettings } from './redis-settings';
import type { Library, RouterUse } from './runtime';

const CREDENTIAL_TYPE = 'routedLlmRedisApi';

/**
 * Where a call's state is kept, from the parameter State and the Redis credential selected on the node. The credential is
 * read once per execution, and only when an item asks for it.
 */
export function createStateSource(
	context: IExecuteFunctions,
	library: Library,
): (parameter: unknown) => Promise<RouterUse['state']> {
	let settings: Promise<RouterUse['state']> | undefined;
	return async (parameter) => {
		switch (textOf(parameter)) {
			case 'process':
			case '':
				return 'process';
			case 'redis':
				settings ??= readCredential(context, library);
				return await settings;
			default:
				throw new InputFault('State must be process or redis');
		}
	};
}

async function readCredential(context: IExecuteFunctions, library: Library): Promise<RouterUse['state']> {
	const { name, credentials } = context.getNode();
	if (credentials?.[CREDENTIAL_TYPE] === undefined)
		throw new InputFault(`State is Redis, but no Redis credential is selected on the node ${JSON.stringify(name)}; select one, or choose In This Process`);
	const data = await context.getCredentials(CREDENTIAL_TYPE);
	try {
		return readRedisSettings(data, library);
	} catch (error) {
		throw error instanceof InputFault ? new InputFault(`Redis credential: ${error.message}`) : error;
	}
}
