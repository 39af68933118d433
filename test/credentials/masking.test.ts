import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { RoutedLlmAnthropicApi } from '../../credentials/RoutedLlmAnthropicApi.credentials';
import { RoutedLlmOllamaApi } from '../../credentials/RoutedLlmOllamaApi.credentials';
import { RoutedLlmOpenAiApi } from '../../credentials/RoutedLlmOpenAiApi.credentials';
import { RoutedLlmOpenAiCompatibleApi } from '../../credentials/RoutedLlmOpenAiCompatibleApi.credentials';

const SECRET_FIELDS = ['apiKey', 'value'];

/** All fields, those inside lists inside lists too. */
function allFields(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.type === 'fixedCollection'
			? allFields((property.options as INodePropertyCollection[]).flatMap(({ values }) => values))
			: []),
	]);
}

describe.each([
	new RoutedLlmOpenAiApi(),
	new RoutedLlmAnthropicApi(),
	new RoutedLlmOllamaApi(),
	new RoutedLlmOpenAiCompatibleApi(),
])('the credential $displayName', (credential) => {
	const fields = allFields(credential.properties);

	it('masks its keys and header values, and nothing else', () => {
		const masked = fields.filter(({ typeOptions }) => typeOptions?.password).map(({ name }) => name);
		expect(new Set(masked)).toEqual(new Set(SECRET_FIELDS));
		for (const field of fields) expect(field.typeOptions?.password ?? false).toBe(SECRET_FIELDS.includes(field.name));
	});

	it('cannot be used by an HTTP Request node, which could send the key anywhere', () => {
		expect(credential).not.toHaveProperty('authenticate');
	});

	it('has no list that can be sorted, since n8n puts masked secrets back by position', () => {
		for (const field of fields) expect(field.typeOptions?.sortable).toBeUndefined();
	});
});
