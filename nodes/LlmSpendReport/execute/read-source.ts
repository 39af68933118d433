import type { IExecuteFunctions } from 'n8n-workflow';
import { InputFault } from '../../shared/input-fault';
import { textOf } from '../../shared/parameter-values';
import type { Library } from '../../shared/runtime';
import type { ReadTarget } from '../../shared/usage-destinations';
import { readPostgresTarget } from '../../shared/usage-source';
import { parameterOf } from './report-run';

/** Which usage log is read, from the parameter Source and the Postgres credential selected on the node. */
export async function readSource(context: IExecuteFunctions, library: Library): Promise<ReadTarget> {
	switch (textOf(parameterOf(context, 'source', 'embedded'))) {
		case 'embedded':
			return { kind: 'embedded' };
		case 'postgres':
			return await readPostgresTarget(context, library, 'Source');
		default:
			throw new InputFault('Source must be embedded or postgres');
	}
}
