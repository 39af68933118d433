import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { InputFault } from '../shared/input-fault';
import { createGroupsSource, type SharedGroups } from '../shared/model-groups/groups-source';
import { textOf } from '../shared/parameter-values';
import type { Runtime } from '../shared/runtime';
import type { ReadTarget } from '../shared/usage-destinations';
import { readPostgresTarget } from '../shared/usage-source';

export interface Source {
	target: ReadTarget;
	/** Where Source is Shared Model Groups. */
	groups?: SharedGroups;
}

/** Which usage log is read, from the value of the parameter Source and the credential that it asks for. @throws InputFault */
export async function readSource(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	runtime: Runtime,
	source: unknown,
): Promise<Source> {
	switch (textOf(source) || 'embedded') {
		case 'embedded':
			return { target: { kind: 'embedded' } };
		case 'postgres':
			return { target: await readPostgresTarget(context, runtime.library, 'Source') };
		case 'groups': {
			const groups = await createGroupsSource(context, runtime)();
			return { target: groups.postgres ?? { kind: 'embedded' }, groups };
		}
		default:
			throw new InputFault('Source must be embedded, postgres or groups');
	}
}
