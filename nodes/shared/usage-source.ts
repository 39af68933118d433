import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { InputFault } from './input-fault';
import { readKeepCallsDays } from './keep-days';
import { recordOf, textOf } from './parameter-values';
import { readPostgresSettings } from './postgres-settings';
import type { Library, RouterUse } from './runtime';
import { readSelectedCredential } from './selected-credential';
import type { EmbeddedTarget, PostgresTarget } from './usage-destinations';

/**
 * Where calls are recorded, from the parameter Usage Log, its options and the Postgres credential selected on the node. The
 * credential is read once per execution, and only when an item asks for it. `auto`: the Postgres that the model groups name (`ofGroups`), else the
 * embedded log.
 */
export function createUsageSource(
	context: IExecuteFunctions,
	library: Library,
): (parameter: unknown, options: unknown, ofGroups?: PostgresTarget) => Promise<RouterUse['usage']> {
	let postgres: Promise<PostgresTarget> | undefined;
	return async (parameter, options, ofGroups) => {
		switch (textOf(parameter)) {
			case 'auto':
			case '':
				return ofGroups ?? readEmbeddedTarget(options);
			case 'embedded':
				return readEmbeddedTarget(options);
			case 'off':
				return 'off';
			case 'postgres':
				postgres ??= readPostgresTarget(context, library, 'Usage Log');
				return await postgres;
			default:
				throw new InputFault('Usage Log must be auto, embedded, postgres or off');
		}
	};
}

function readEmbeddedTarget(options: unknown): EmbeddedTarget {
	return { kind: 'embedded', keepCallsDays: readKeepCallsDays(recordOf(options).keepCallsDays) };
}

/**
 * What the Postgres credential selected on the node leads to.
 * @param parameter what asks for it, with Embedded as its other choice
 * @throws InputFault
 */
export async function readPostgresTarget(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	library: Library,
	parameter: 'Usage Log' | 'Source',
): Promise<PostgresTarget> {
	const choice = { type: 'routedLlmPostgresApi', label: 'Postgres', parameter, otherwise: 'Embedded' };
	return await readSelectedCredential(context, choice, ({ id, data }) => ({
		kind: 'postgres',
		settings: readPostgresSettings(data, library),
		outboxName: id,
		keepCallsDays: readKeepCallsDays(data.keepCallsDays),
	}));
}
