import { DEFAULTS } from '../../../lib/config/defaults';
import { parseConfig } from '../../../lib/config/parse-config';
import { OLLAMA, OPENAI, parsedDeployment, parsedGroup } from './valid-config';

describe('a configuration that says the least', () => {
	it('comes out complete, in milliseconds', () => {
		expect(parsedGroup({ deployments: [OPENAI] })).toEqual({
			name: 'chat',
			strategy: 'weighted',
			deployments: [
				{
					id: expect.stringMatching(/^[0-9a-f]{20}$/),
					name: 'openai/gpt-4o-mini',
					provider: 'openai',
					endpoint: { baseUrl: 'https://api.openai.com/v1', apiKey: 'key-1', headers: {} },
					model: 'gpt-4o-mini',
					priority: 1,
					weight: 1,
					locality: 'cloud',
					limits: {},
					timeouts: { firstTokenMs: 60_000, idleMs: 30_000 },
					retries: 1,
					cooldown: { allowedFails: 3, cooldownMs: 60_000 },
					patienceMs: 0,
					supports: {},
				},
			],
			longCallDeployments: [],
			maxAttempts: 2,
			deadlineMs: 900_000,
			maxQueueWaitMs: 300_000,
			midStreamFailure: 'error',
			failoverOnRefusal: false,
			localOnly: false,
		});
	});

	it('gives a local Ollama what a machine at home needs: time to load, one request at a time, patience', () => {
		expect(parsedDeployment(OLLAMA)).toMatchObject({
			endpoint: { baseUrl: 'http://127.0.0.1:11434', apiKey: undefined },
			locality: 'local',
			limits: { concurrency: 1 },
			timeouts: { firstTokenMs: 240_000 },
			patienceMs: 300_000,
		});
	});

	it('gives Ollama in the cloud no limit and no patience', () => {
		expect(parsedDeployment({ ...OLLAMA, baseUrl: 'https://ollama.com', apiKey: 'k' })).toMatchObject({
			locality: 'cloud',
			limits: { concurrency: undefined },
			patienceMs: 0,
		});
	});

	it('counts attempts as deployments plus the largest number of retries, at most 10', () => {
		const many = (count: number) => Array.from({ length: count }, (_, row) => ({ ...OPENAI, model: `m${row}` }));
		expect(parsedGroup({ deployments: many(3) }).maxAttempts).toBe(4);
		expect(parsedGroup({ deployments: [...many(2), { ...OLLAMA, retries: 4 }] }).maxAttempts).toBe(7);
		expect(parsedGroup({ deployments: many(12) }).maxAttempts).toBe(DEFAULTS.maxAttemptsCap);
		expect(parsedGroup({ deployments: many(12), maxAttempts: 20 }).maxAttempts).toBe(20);
	});
});

describe('a setting', () => {
	it('of a deployment stands over its group, and the group over the default', () => {
		const group = {
			firstTokenSeconds: 20,
			idleSeconds: 10,
			attemptSeconds: 100,
			retries: 3,
			allowedFails: 7,
			cooldownSeconds: 5,
			patienceSeconds: 2,
		};
		const own = {
			firstTokenSeconds: 1.5,
			idleSeconds: 2,
			attemptSeconds: 3,
			retries: 0,
			allowedFails: 1,
			cooldownSeconds: 0,
			patienceSeconds: 0,
		};
		expect(parsedDeployment(OPENAI, group)).toMatchObject({
			timeouts: { firstTokenMs: 20_000, idleMs: 10_000, attemptMs: 100_000 },
			retries: 3,
			cooldown: { allowedFails: 7, cooldownMs: 5_000 },
			patienceMs: 2_000,
		});
		expect(parsedDeployment({ ...OPENAI, ...own }, group)).toMatchObject({
			timeouts: { firstTokenMs: 1_500, idleMs: 2_000, attemptMs: 3_000 },
			retries: 0,
			cooldown: { allowedFails: 1, cooldownMs: 0 },
			patienceMs: 0,
		});
	});

	it('of 0 stays 0: a limit that blocks is not the same as none', () => {
		const { limits } = parsedDeployment({ ...OPENAI, rpm: 0, tpm: 0, concurrency: 0 });
		expect(limits).toEqual({ rpm: 0, tpm: 0, concurrency: 0 });
		expect(parsedDeployment({ ...OLLAMA, concurrency: 4 }).limits.concurrency).toBe(4);
	});

	it('said of the locality wins over what the address says', () => {
		expect(parsedDeployment({ ...OLLAMA, locality: 'cloud' })).toMatchObject({ locality: 'cloud', patienceMs: 0 });
		expect(
			parsedDeployment({
				provider: 'openai-compatible',
				baseUrl: 'http://192.168.1.9/v1',
				model: 'm',
				locality: 'local',
			}),
		).toMatchObject({
			locality: 'local',
			limits: { concurrency: undefined },
			patienceMs: 300_000,
		});
	});

	it('of the longest queue wait is also the patience with a local deployment', () => {
		expect(parsedDeployment(OLLAMA, { maxQueueWaitSeconds: 7 }).patienceMs).toBe(7_000);
	});

	it('loses spaces and slashes around addresses and names', () => {
		expect(
			parsedDeployment({ ...OLLAMA, baseUrl: ' http://10.0.0.5:11434// ', model: ' qwen3:8b ', name: ' desk ' }),
		).toMatchObject({
			endpoint: { baseUrl: 'http://10.0.0.5:11434' },
			model: 'qwen3:8b',
			name: 'desk',
		});
	});
});

describe('names and identities', () => {
	it('makes names unique inside a group, and leaves them alone between groups', () => {
		const { groups } = parseConfig({
			groups: {
				chat: { deployments: [OPENAI, { ...OPENAI, apiKey: 'key-2' }, { ...OLLAMA, name: 'openai/gpt-4o-mini' }] },
				code: { deployments: [OPENAI] },
			},
		});
		expect(groups.get('chat')!.deployments.map(({ name }) => name)).toEqual([
			'openai/gpt-4o-mini',
			'openai/gpt-4o-mini (2)',
			'openai/gpt-4o-mini (3)',
		]);
		expect(groups.get('code')!.deployments[0]!.name).toBe('openai/gpt-4o-mini');
	});

	it('gives an account the same identity in every group, whatever is set beside it', () => {
		const inChat = parsedDeployment({ ...OPENAI, rpm: 3, name: 'a', priority: 4 });
		const inCode = parsedDeployment({ ...OPENAI, baseUrl: 'https://api.openai.com/v1/' });
		expect(inCode.id).toBe(inChat.id);
	});

	it.each(['https://API.OpenAI.com/v1', 'HTTPS://api.openai.com:443/v1'])(
		'takes %s for the same address',
		(baseUrl) => {
			expect(parsedDeployment({ ...OPENAI, baseUrl }).id).toBe(parsedDeployment(OPENAI).id);
		},
	);

	it('tells paths apart by their case', () => {
		expect(parsedDeployment({ ...OPENAI, baseUrl: 'https://api.openai.com/V1' }).id).not.toBe(
			parsedDeployment(OPENAI).id,
		);
	});

	it.each([
		{ apiKey: 'key-2' },
		{ model: 'gpt-4o' },
		{ baseUrl: 'https://eu.api.openai.com/v1' },
		{ provider: 'openai-compatible', baseUrl: 'https://api.openai.com/v1' },
	])('gives %j another identity', (changes) => {
		expect(parsedDeployment({ ...OPENAI, ...changes }).id).not.toBe(parsedDeployment(OPENAI).id);
	});

	it('hides the key in the identity', () => {
		expect(parsedDeployment({ ...OPENAI, apiKey: 'abcdef' }).id).not.toContain('abcdef');
	});
});

describe('what comes out', () => {
	it('is frozen, each group all the way down', () => {
		const config = parseConfig({
			groups: {
				chat: {
					deployments: [{ ...OPENAI, headers: { a: 'b' }, prices: { inputPerMillion: 1, outputPerMillion: 2 } }],
				},
			},
		});
		const open: string[] = [];
		const look = (value: unknown, path: string): void => {
			if (typeof value !== 'object' || value === null) return;
			if (!Object.isFrozen(value)) open.push(path);
			for (const [key, inner] of Object.entries(value)) look(inner, `${path}.${key}`);
		};
		look(config.groups.get('chat'), 'chat');
		expect(open).toEqual([]);
		expect(Object.isFrozen(config)).toBe(true);
	});

	it('shares nothing with the input, so that a later change there changes nothing here', () => {
		const headers = { 'x-team': 'a' };
		const deployment = parsedDeployment({ ...OPENAI, headers });
		headers['x-team'] = 'b';
		expect(deployment.endpoint.headers).toEqual({ 'x-team': 'a' });
	});
});

describe('the identity of a deployment without a key', () => {
	const idOf = (headers?: Record<string, string>) =>
		parseConfig({
			groups: { chat: { deployments: [{ provider: 'ollama', model: 'm', headers }] } },
		}).groups.get('chat')!.deployments[0]!.id;

	it('tells accounts apart whose key stands in a header', () => {
		expect(idOf({ 'x-api-key': 'one' })).not.toBe(idOf({ 'x-api-key': 'two' }));
		expect(idOf({ 'x-api-key': 'one' })).toBe(idOf({ 'x-api-key': 'one' }));
	});
});
