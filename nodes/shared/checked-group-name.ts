import { MAX_NAME_LENGTH } from '../../lib';
import { InputFault } from './input-fault';

/** The name of a model group that an expression may have made. @throws InputFault, which does not repeat it. */
export function checkedGroupName(name: string, missing: string): string {
	if (name === '') throw new InputFault(missing);
	if (name.length > MAX_NAME_LENGTH)
		throw new InputFault(`Group Name may have ${MAX_NAME_LENGTH} characters, but has ${name.length}`);
	return name;
}
