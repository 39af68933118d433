import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { SECRETS } from '../lib/config/litellm/expected-configs';
import { KINDS, mistakes } from '../lib/config/litellm/mutate-config';
import { seededRandom } from '../lib/policy/seeded-random';
import { startFaultServer, closedPort, type FaultServer } from '../support/fault-server';
import { describeWithSharedRedis } from '../support/redis/describe-with-redis';
import { sharedRedis } from '../support/redis/prepared-redis';
import * as library from '../../lib';
import { LastValidGroups } from '../../nodes/shared/model-groups/last-valid';
import { redisOf, serverFaultIn } from '../../nodes/shared/model-groups/groups-source';
import { readModelGroupsCredential } from '../../nodes/shared/model-groups/read-credential';
import { loadRuntime } from '../../nodes/shared/runtime';
import { answersOf, runNode, type RunSettings } from './support/run-node';

let server: FaultServer;
let other: FaultServer;
beforeEach(async () => {
	[server, other] = await Promise.all([startFaultServer(), startFaultServer()]);
});
afterEach(async () => {
	await Promise.all([server.close(), other.close()]);
	delete process.env.ROUTED_LLM_ALLOWED_ENV;
	delete process.env.PLANTED_KEY;
});

const textOf = (url: string, more = ''): string => `groups:
  chat:
    deployments:
      - provider: openai-compatible
        baseUrl: ${url}/v1
        model: model-1
        apiKey: os.environ/CHAT_KEY
        prices: { inputPerMillion: 1, outputPerMillion: 1 }
${more}`;

const withSecret = (text: string, more: IDataObject = {}): ICredentialDataDecryptedObject =>
	({
		textMode: 'visible',
		modelGroups: text,
		secrets: { entries: [{ name: 'CHAT_KEY', value: 'sk-planted-7' }] },
		...more,
	}) as ICredentialDataDecryptedObject;

function shared(credential: ICredentialDataDecryptedObject, parameters: IDataObject = {}): RunSettings {
	return {
		parameters: {
			modelGroup: 'shared',
			sharedGroup: { __rl: true, mode: 'list', value: 'chat' },
			prompt: 'Say hello',
			usageLog: 'off',
			...parameters,
		},
		credentials: { routedLlmModelGroupsApi: credential },
		credentialId: expect.getState().currentTestName,
	};
}

const servers = { toRedis: (url: string) => redisOf(url, library), serverFault: serverFaultIn(library) };
/** Nobody answers there. */
const nowhere = { ...servers, toRedis: () => redisOf('redis://127.0.0.1:1', library) };

/** One of each kind in each of LiteLLM's files. */
const CONFIGS = join(__dirname, '../lib/config/litellm/configs');
const random = seededRandom(7);
const MISTAKES = readdirSync(CONFIGS).flatMap((file) => {
	const valid = readFileSync(join(CONFIGS, file), 'utf8');
	return KINDS.flatMap((what) => {
		const possible = mistakes(what, valid, random);
		const mistake = possible[Math.floor(random() * possible.length)];
		return mistake === undefined ? [] : [{ file, valid, ...mistake }];
	});
});

const BROKEN = 'groups:\n  chat:\n    deploymants:\n      - model: x\n';

describe('a node that takes its model group from a credential', () => {
	it("needs nothing but the credential and a group's name", async () => {
		const [answer] = await answersOf(shared(withSecret(textOf(server.url))));
		expect(answer).toMatchObject({ deployment: 'openai-compatible/model-1' });
		expect(server.requests[0]!.headers.authorization).toBe('Bearer sk-planted-7');
	});

	it("takes LiteLLM's config.yaml as it is", async () => {
		const text = `model_list:\n  - model_name: chat\n    litellm_params:\n      model: openai/model-1\n      api_base: ${server.url}/v1\n      api_key: os.environ/CHAT_KEY\n`;
		await answersOf(shared(withSecret(text)));
		expect(server.requests[0]!.headers.authorization).toBe('Bearer sk-planted-7');
	});

	it("takes the group's name from each item, and names the groups that there are when there is no such", async () => {
		const items = [{ json: { group: 'chat' } }, { json: { group: 'chta' } }];
		const settings = shared(withSecret(textOf(server.url)), { sharedGroup: '={{ $json.group }}' });
		const { outputs, error } = await runNode({ ...settings, items, onError: 'continueErrorOutput' });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[1]![0]!.json.error).toBe('There is no model group "chta"; there is "chat".');
	});

	it('adds its own routing options where the group says nothing, and never takes Local Only away', async () => {
		const { error } = await runNode(shared(withSecret(textOf(server.url)), { routingOptions: { localOnly: true } }));
		expect(error?.message).toContain('local');
		expect(server.requests).toHaveLength(0);
		const local = await runNode(
			shared(withSecret(textOf(server.url, '        locality: local\n')), { routingOptions: { localOnly: true } }),
		);
		expect(local.error).toBeUndefined();
	});

	it('says each fault of its own options once, however many groups there are', async () => {
		const more = `  second:\n    deployments:\n      - { provider: ollama, model: m }\n`;
		const { error } = await runNode(shared(withSecret(textOf(server.url, more)), { routingOptions: { retries: 10 } }));
		expect(error?.message).toBe('Routing Options: Retries must be at most 9');
	});

	it.each<[string, RunSettings['credentials'], IDataObject, string]>([
		[
			'no credential',
			{},
			{},
			'no Model Groups credential is selected on the node "Ask"; select one, or choose Defined in This Node under Model Group',
		],
		['no group', undefined, { sharedGroup: '' }, "Group Name is empty: choose one of the credential's model groups"],
		['another kind of group', undefined, { modelGroup: '=planted' }, 'Model Group must be here or shared'],
		[
			'a secret without a name',
			{
				routedLlmModelGroupsApi: {
					modelGroups: 'groups: {}',
					secrets: { entries: [{ name: '', value: 'sk-planted' }] },
				} as unknown as ICredentialDataDecryptedObject,
			},
			{},
			'Model Groups credential: Secrets: entry 1 has no name; give the name that stands after os.environ/ in the text',
		],
		[
			'an empty text',
			{ routedLlmModelGroupsApi: { modelGroups: '' } },
			{},
			'The Model Groups credential has faults: line 1, column 1:',
		],
	])('says in a sentence what is wrong with %s', async (_what, credentials, parameters, message) => {
		const settings = shared(withSecret(textOf(server.url)), parameters);
		const { error } = await runNode({ ...settings, credentials: credentials ?? settings.credentials });
		expect(error?.message).toContain(message);
		expect(server.requests).toHaveLength(0);
	});
});

describe('an environment variable', () => {
	const text = (): string => textOf(server.url).replace('CHAT_KEY', 'PLANTED_KEY');

	it('that was not allowed by name is not read, whatever the text says', async () => {
		process.env.PLANTED_KEY = 'sk-forbidden';
		const { error } = await runNode(shared(withSecret(text())));
		expect(error?.message).toContain('PLANTED_KEY');
		expect(JSON.stringify(error)).not.toContain('sk-forbidden');
		expect(server.requests).toHaveLength(0);
	});

	it('that was allowed by name is read', async () => {
		process.env.PLANTED_KEY = 'sk-allowed';
		process.env.ROUTED_LLM_ALLOWED_ENV = 'OTHER, PLANTED_KEY';
		await answersOf(shared(withSecret(text())));
		expect(server.requests[0]!.headers.authorization).toBe('Bearer sk-allowed');
	});
});

describe('a broken edit', () => {
	it('leaves the last valid version serving, with the faults in a hint, until it is mended', async () => {
		await answersOf(shared(withSecret(textOf(server.url))));
		const { error, hints } = await runNode(shared(withSecret(BROKEN)));
		expect(error).toBeUndefined();
		expect(server.requests).toHaveLength(2);
		expect(hints.map(({ message }) => message).join()).toMatch(
			/^The Model Groups credential has faults, so its last valid version goes on serving: .*line 3, column 5: Unknown setting "deploymants"; did you mean "deployments"\?/,
		);
		const mended = await runNode(shared(withSecret(textOf(other.url))));
		expect(mended.hints).toEqual([]);
		expect(other.requests).toHaveLength(1);
	});

	it.each(MISTAKES)(
		'of a pasted config.yaml is told with its line while the last valid version goes on: $what, line $line',
		async ({ valid, text, line, syntax }) => {
			const groups = new LastValidGroups(library);
			const secrets = { entries: [...SECRETS].map(([name, value]) => ({ name, value })) };
			const use = async (modelGroups: string) =>
				await groups.use({ id: 'pasted', source: readModelGroupsCredential({ modelGroups, secrets }), ...nowhere });
			const { groups: before } = await use(valid);
			const { groups: after, warning } = await use(text);
			expect(after).toBe(before);
			const lines = [...warning!.matchAll(/line (\d+), column \d+: /g)].map(([, number]) => Number(number));
			if (syntax) expect(Math.max(...lines)).toBeGreaterThanOrEqual(line);
			else expect(lines).toContain(line);
		},
	);

	it("of a server's URL alone is bridged too", async () => {
		await answersOf(shared(withSecret(textOf(server.url))));
		const { error, hints } = await runNode(
			shared(withSecret(textOf(server.url, 'redis: redis://127.0.0.1:6379/first\n'))),
		);
		expect(error).toBeUndefined();
		expect(hints.map(({ message }) => message).join()).toContain('its last valid version goes on serving');
	});

	it('with no version before it stops the node with the place of each fault, and no secret', async () => {
		// Another process: it has seen nothing yet.
		const runtime = await loadRuntime();
		const groups = new LastValidGroups(runtime.library);
		const source = readModelGroupsCredential(withSecret(BROKEN));
		await expect(groups.use({ id: 'new', source, ...servers })).rejects.toThrow(
			/^The Model Groups credential has faults: .*line 3, column 5/,
		);
	});
});

describeWithSharedRedis('a broken edit that a new process meets', () => {
	it('is bridged by the version that another process left in Redis; hidden texts stay where they are', async () => {
		const { host, port, password = '', database } = sharedRedis();
		const redis = `redis: { host: ${host}, port: ${port}, database: ${database}, password: "os.environ/REDIS_PASSWORD" }\n`;
		const secrets = {
			entries: [
				{ name: 'CHAT_KEY', value: 'sk-planted-7' },
				{ name: 'REDIS_PASSWORD', value: password || 'none' },
			],
		};
		const line = password === '' ? `redis: { host: ${host}, port: ${port}, database: ${database} }\n` : redis;
		const source = (text: string, hidden = false) =>
			readModelGroupsCredential({
				textMode: hidden ? 'hidden' : 'visible',
				modelGroups: text,
				hiddenModelGroups: text,
				secrets,
			});
		const valid = textOf(server.url) + line;
		const broken = BROKEN + line;
		for (const hidden of [false, true]) {
			const id = `shared-${hidden}-${process.pid}-${port}`;
			const first = new LastValidGroups(library);
			await first.use({ id, source: source(valid, hidden), ...servers });
			const second = new LastValidGroups(library);
			const use = async () => await second.use({ id, source: source(broken, hidden), ...servers });
			if (hidden) await expect(use()).rejects.toThrow('line 3, column 5');
			else {
				const { groups, warning } = await eventually(use);
				expect(groups.groupNames).toEqual(['chat']);
				expect(warning).toContain('line 3, column 5');
			}
		}
	});
});

/** What is written in the background is there a moment later. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
	for (let tries = 0; ; tries++) {
		try {
			return await work();
		} catch (error) {
			if (tries === 100) throw error;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
}

describe('local only over a shared group', () => {
	it('makes no request to a healthy cloud deployment while the local one is down', async () => {
		const text = `groups:
  chat:
    localOnly: true
    fallbacks: [cloud]
    deployments:
      - { provider: ollama, baseUrl: "http://127.0.0.1:${await closedPort()}", model: m }
  cloud:
    deployments:
      - { provider: openai-compatible, baseUrl: "${server.url}/v1", model: model-1, locality: cloud }
`;
		const items = Array.from({ length: 50 }, () => ({ json: {} }));
		const { outputs } = await runNode({ ...shared(withSecret(text)), items, onError: 'continueErrorOutput' });
		expect(outputs[1]).toHaveLength(50);
		expect(server.requests).toHaveLength(0);
	});
});
