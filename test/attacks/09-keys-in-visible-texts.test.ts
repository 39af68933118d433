import * as library from '../../lib';
import { createRedisClient } from '../../lib/state/redis/create-client';
import { redisOf, serverFaultIn } from '../../nodes/shared/model-groups/groups-source';
import { LastValidGroups } from '../../nodes/shared/model-groups/last-valid';
import { readModelGroupsCredential } from '../../nodes/shared/model-groups/read-credential';
import { read } from '../lib/config/model-groups/reading';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { redisSettings } from '../support/redis/redis-settings';

const ENCRYPTION_KEY = 'encryption-key-of-this-n8n';

/** Each holds a key in a place that is ignored, and is a sound file all the same. */
const TEXTS: ReadonlyArray<[string, string]> = [
	['general_settings.master_key', 'general_settings: { master_key: sk-planted-MASTER }'],
	['litellm_settings.cache_params', 'litellm_settings: { cache_params: { type: redis, password: planted-cache } }'],
	['general_settings.database_args', 'general_settings: { database_args: { aws_secret_access_key: planted-aws } }'],
	['an unused variable', 'environment_variables: { LANGFUSE_SECRET_KEY: planted-variable }'],
	['a callback', 'litellm_settings: { callbacks: [planted-callback] }'],
	['a comment', '# the key is sk-planted-COMMENT'],
	['a guardrail', 'guardrails: [{ guardrail_name: g, litellm_params: { api_key: planted-guardrail } }]'],
];
const liteLlm = (more: string) =>
	`model_list:\n  - model_name: chat\n    litellm_params: { model: openai/m, api_key: os.environ/OPENAI_API_KEY }\n${more}\n`;
const inParams = (params: string) =>
	`model_list:\n  - model_name: chat\n    litellm_params: { model: ollama/m, ${params} }\n`;

const SOUND: ReadonlyArray<[string, string]> = [
	...TEXTS.map(([what, more]): [string, string] => [what, liteLlm(more)]),
	['aws_secret_access_key', inParams('aws_secret_access_key: planted-aws')],
	['vertex_credentials', inParams('vertex_credentials: planted-vertex')],
	['a base URL', inParams('api_base: "http://host/v1/sk-planted-0123456789abcdef"')],
];

describe('attack 09: a key in a place of a visible text that is ignored', () => {
	it.each(SOUND)('leaves the file valid, and is not in what is taken over: %s', (what, text) => {
		const { faults, config, unfilled, ignored } = read(text, { secrets: { OPENAI_API_KEY: 'sk-of-secrets' } });
		expect(faults).toEqual([]);
		expect(config).toBeDefined();
		expect(JSON.stringify(ignored)).not.toContain('planted');
		if (what !== 'a base URL') expect(JSON.stringify([config, unfilled])).not.toContain('planted');
		expect(JSON.stringify(unfilled)).not.toContain('sk-of-secrets');
	});
});

describeWithSharedRedis('attack 09: the same texts, shared through Redis', () => {
	it.each([...SOUND, ...SOUND.map(([what, text]): [string, string] => [`${what}, hidden`, text])])(
		'put no key there: %s',
		async (what, text) => {
			const redis = redisSettings();
			const isHidden = what.endsWith('hidden');
			const groups = new LastValidGroups(library, Date.now, () => ENCRYPTION_KEY);
			const source = readModelGroupsCredential({
				textMode: isHidden ? 'hidden' : 'visible',
				modelGroups: text,
				hiddenModelGroups: text,
				secrets: { entries: [{ name: 'OPENAI_API_KEY', value: 'sk-planted-SECRET' }] },
			});
			const toRedis = (url: string) => redisOf(url, library);
			await groups.use({ id: 'c1', instance: 'n8n-1', source, redis, toRedis, serverFault: serverFaultIn(library) });
			const client = await createRedisClient(redis);
			await client.connect();
			try {
				const keys = await keysOf(client, `{${redis.keyPrefix}}:*`, isHidden ? 0 : 1);
				expect(keys).toEqual(isHidden ? [] : [`{${redis.keyPrefix}}:text:sealed-model-groups:n8n-1:c1`]);
				for (const key of keys) {
					const value = (await client.get(key))!;
					const bytes = Buffer.from(value.slice(3), 'base64').toString('latin1');
					for (const word of ['planted', 'sk-', 'chat', 'openai', ENCRYPTION_KEY])
						expect(`${value} ${bytes}`).not.toContain(word);
					expect(await client.pttl(key)).toBeGreaterThan(0);
					await client.del(key);
				}
			} finally {
				client.disconnect();
			}
		},
	);
});

type Client = Awaited<ReturnType<typeof createRedisClient>>;

/** Once there are so many; what is not written is waited for a moment. */
async function keysOf(client: Client, pattern: string, count: number): Promise<string[]> {
	for (let tries = 0; ; tries += 1) {
		const keys = await client.keys(pattern);
		if ((count > 0 && keys.length >= count) || tries === (count > 0 ? 200 : 5)) return keys;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
