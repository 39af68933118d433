import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { RoutedLlmAnthropicApi } from '../../credentials/RoutedLlmAnthropicApi.credentials';
import { RoutedLlmModelGroupsApi } from '../../credentials/RoutedLlmModelGroupsApi.credentials';
import { RoutedLlmNtfyApi } from '../../credentials/RoutedLlmNtfyApi.credentials';
import { RoutedLlmOllamaApi } from '../../credentials/RoutedLlmOllamaApi.credentials';
import { RoutedLlmOpenAiApi } from '../../credentials/RoutedLlmOpenAiApi.credentials';
import { RoutedLlmOpenAiCompatibleApi } from '../../credentials/RoutedLlmOpenAiCompatibleApi.credentials';
import { RoutedLlmPostgresApi } from '../../credentials/RoutedLlmPostgresApi.credentials';
import { RoutedLlmRedisApi } from '../../credentials/RoutedLlmRedisApi.credentials';

const PROVIDER_SECRETS = ['apiKey', 'value'];
/** A URL holds the password, where there is one. */
const REDIS_SECRETS = ['password', 'sentinelPassword', 'url'];
const POSTGRES_SECRETS = ['password', 'url'];
const NTFY_SECRETS = ['token', 'password'];
/** The text too, where keys stand in it. */
const MODEL_GROUPS_SECRETS = ['hiddenModelGroups', 'value'];

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
	{ credential: new RoutedLlmOpenAiApi(), secrets: PROVIDER_SECRETS },
	{ credential: new RoutedLlmAnthropicApi(), secrets: PROVIDER_SECRETS },
	{ credential: new RoutedLlmOllamaApi(), secrets: PROVIDER_SECRETS },
	{ credential: new RoutedLlmOpenAiCompatibleApi(), secrets: PROVIDER_SECRETS },
	{ credential: new RoutedLlmModelGroupsApi(), secrets: MODEL_GROUPS_SECRETS },
	{ credential: new RoutedLlmRedisApi(), secrets: REDIS_SECRETS },
	{ credential: new RoutedLlmPostgresApi(), secrets: POSTGRES_SECRETS },
	{ credential: new RoutedLlmNtfyApi(), secrets: NTFY_SECRETS },
])('the credential $credential.displayName', ({ credential, secrets }) => {
	const fields = allFields(credential.properties);

	it('masks its secrets, and nothing else', () => {
		const masked = fields.filter(({ typeOptions }) => typeOptions?.password).map(({ name }) => name);
		expect(new Set(masked)).toEqual(new Set(secrets));
		for (const field of fields) expect(field.typeOptions?.password ?? false).toBe(secrets.includes(field.name));
	});

	it('cannot be used by an HTTP Request node, which could send the key anywhere', () => {
		expect(credential).not.toHaveProperty('authenticate');
	});

	it('has no list that can be sorted, since n8n puts masked secrets back by position', () => {
		for (const field of fields) expect(field.typeOptions?.sortable).toBeUndefined();
	});
});
