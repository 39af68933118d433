import { FieldFault } from '../field-fault';
import { isRecord } from '../parameter-values';
import { MAX_TAG_NAME_LENGTH, MAX_TAG_VALUE_LENGTH, MAX_TAGS } from '../tag-bounds';

/** `metadata` and `user`, which stay here as tags of the usage log: no provider is told. @throws FieldFault */
export function readRequestTags({ metadata, user }: Record<string, unknown>): Record<string, string> {
	return {
		...readMetadata(metadata ?? {}),
		...(user !== undefined && user !== null && { user: checkedText(user, 'user') }),
	};
}

function readMetadata(metadata: unknown): Record<string, string> {
	if (!isRecord(metadata)) throw new FieldFault('metadata must be a JSON object', 'metadata');
	const entries = Object.entries(metadata);
	if (entries.length > MAX_TAGS)
		throw new FieldFault(`metadata may have ${MAX_TAGS} entries, but has ${entries.length}`, 'metadata');
	return Object.fromEntries(
		entries.map(([name, value]) => {
			if (name === '' || name.length > MAX_TAG_NAME_LENGTH)
				throw new FieldFault(`the names in metadata must have 1 to ${MAX_TAG_NAME_LENGTH} characters`, 'metadata');
			return [name, checkedText(value, `metadata.${name}`)];
		}),
	);
}

function checkedText(value: unknown, field: string): string {
	if (typeof value === 'string' && value.length <= MAX_TAG_VALUE_LENGTH) return value;
	throw new FieldFault(`${field} must be a text of at most ${MAX_TAG_VALUE_LENGTH} characters`, field);
}
