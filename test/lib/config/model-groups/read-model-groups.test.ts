import { parseConfig } from '../../../../lib/config/parse-config';
import { readUnfilledGroups } from '../../../../lib/config/model-groups/read-model-groups';
import { deployments, faultsIn, OLLAMA, read } from './reading';
import { SECRETS, SOUND_TEXTS } from './sound-texts';

describe('a text without a fault', () => {
	it.each(Object.entries(SOUND_TEXTS))('is read: %s', (_what, text) => {
		const { config, faults, ignored } = read(text, { secrets: SECRETS });
		expect({ faults, ignored }).toEqual({ faults: [], ignored: [] });
		expect(() => parseConfig(config)).not.toThrow();
	});

	it('gives groups, keys and servers as it says', () => {
		expect(read(SOUND_TEXTS['defaults, Redis and Postgres']!, { secrets: SECRETS })).toEqual({
			config: {
				groups: {
					chat: {
						retries: 2,
						cooldownSeconds: 30,
						localOnly: false,
						fallbacks: ['spare'],
						deployments: [{ provider: 'anthropic', model: 'claude-sonnet-4-5', apiKey: 'planted-anthropic-key' }],
					},
					spare: {
						retries: 2,
						cooldownSeconds: 30,
						localOnly: false,
						deadlineSeconds: 120,
						deployments: [{ provider: 'openai', model: 'gpt-4.1', apiKey: 'planted-openai-key' }],
					},
				},
			},
			unfilled: {
				groups: {
					chat: {
						deployments: [
							{ provider: 'anthropic', model: 'claude-sonnet-4-5', apiKey: 'os.environ/ANTHROPIC_API_KEY' },
						],
						fallbacks: ['spare'],
					},
					spare: {
						deadlineSeconds: 120,
						deployments: [{ provider: 'openai', model: 'gpt-4.1', apiKey: 'os.environ/OPENAI_API_KEY' }],
					},
				},
				defaults: { retries: 2, cooldownSeconds: 30, localOnly: false },
				redis: { host: 'cache.local', port: 6380, password: 'os.environ/REDIS_PASSWORD', database: 1, tls: true },
				postgres: 'os.environ/DATABASE_URL',
			},
			groupNames: ['chat', 'spare'],
			redisUrl: 'rediss://:planted%3A%2F%40%25%23password@cache.local:6380/1',
			postgresUrl: 'postgres://n8n:planted-password@db.local:5432/n8n',
			faults: [],
			ignored: [],
		});
	});

	it.each(Object.entries(SOUND_TEXTS))(
		'gives the same again from what it says with its references unfilled: %s',
		(_what, text) => {
			const first = read(text, { secrets: SECRETS });
			const lookUps = {
				secrets: new Map(Object.entries(SECRETS)),
				environment: () => undefined,
				keysInText: 'refused',
			} as const;
			const again = readUnfilledGroups(JSON.parse(JSON.stringify(first.unfilled)), lookUps);
			expect(again).toEqual({ ...first, ignored: [] });
			expect(JSON.stringify(first.unfilled)).not.toContain('planted');
		},
	);

	it('may be JSON, with tabs too', () => {
		const yaml = read(deployments(OLLAMA)).config;
		expect(read(JSON.stringify(yaml)).config).toEqual(yaml);
		expect(read(JSON.stringify(yaml, null, '\t')).config).toEqual(yaml);
	});

	it('may begin with comments, ---, a byte order mark, and end its lines as Windows does', () => {
		const text = `# models\n---\n${deployments(OLLAMA)}`;
		expect(faultsIn(text)).toEqual([]);
		expect(faultsIn(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual([]);
	});

	it('names its groups in its own order, also where JavaScript has another', () => {
		const text = ['zebra', '"7"', '3', 'ant'].map((name) => `  ${name}:\n    deployments: [${OLLAMA}]\n`).join('');
		expect(read(`groups:\n${text}`).groupNames).toEqual(['zebra', '7', '3', 'ant']);
	});
});

describe('what is written once and used often', () => {
	const text = `groups:
  chat:
    deployments:
      - &base
        provider: ollama
        model: llama3.2:3b
        headers: &headers { x-title: n8n }
      - <<: *base
        model: qwen3:8b
        rpm: 5
  code: &code
    retries: 0
    deployments:
      - { model: qwen3:4b, <<: [{ rpm: 7, provider: ollama }, *base] }
  copy: *code
`;

	it('is the same everywhere, and a setting beside << comes before what is merged', () => {
		const group = {
			retries: 0,
			deployments: [{ model: 'qwen3:4b', rpm: 7, provider: 'ollama', headers: { 'x-title': 'n8n' } }],
		};
		expect(read(text).config).toEqual({
			groups: {
				chat: {
					deployments: [
						{ provider: 'ollama', model: 'llama3.2:3b', headers: { 'x-title': 'n8n' } },
						{ provider: 'ollama', model: 'qwen3:8b', rpm: 5, headers: { 'x-title': 'n8n' } },
					],
				},
				code: group,
				copy: group,
			},
		});
	});

	it('is wrong once, where it is written', () => {
		expect(faultsIn(text.replace('provider: ollama\n', 'provider: olama\n'))).toEqual([
			'5:19 Unknown provider "olama"; did you mean "ollama"?',
		]);
		expect(faultsIn(text.replace('retries: 0', 'retires: 0'))).toEqual([
			'12:5 Unknown setting "retires"; did you mean "retries"?',
		]);
	});

	it('must be marked before it is used, must not hold itself, and must be an object where it is merged', () => {
		expect(faultsIn(text.replace('*code', '*cod'))).toEqual([
			'15:9 Nothing before this alias (*name) has its anchor (&name); correct its name, or put the value in quotes',
		]);
		expect(faultsIn('groups: &all { chat: *all }')).toContain(
			'1:22 This alias (*name) stands inside what it stands for',
		);
		expect(faultsIn(text.replace('- <<: *base', '- <<: base'))).toContain(
			'8:13 What follows << must be an object, such as *name where &name marks one',
		);
	});

	it('is refused when it stands for more than anyone would write', () => {
		const laughs = [...'bcdefgh']
			.map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]\n`)
			.join('');
		expect(faultsIn(`a: &a [${Array(9).fill('ha').join(', ')}]\n${laughs}`)).toEqual([
			'6:7 What is repeated here through aliases (*name) is too much',
		]);
		const settings = Array.from({ length: 1000 }, (_, index) => `  k${index}: 1\n`).join('');
		expect(faultsIn(`a: &a\n${settings}b:\n${'  - <<: *a\n'.repeat(1000)}`)).toEqual([
			expect.stringMatching(/^\d+:9 What is repeated here through << is too much$/),
		]);
	});
});

describe('defaults', () => {
	const text = (defaults: string, group = '') => `${deployments(OLLAMA)}${group}defaults:\n${defaults}`;

	it('hold for every group that does not say otherwise', () => {
		expect(read(text('  retries: 3\n  strategy: least-used\n', '    retries: 0\n')).config?.groups.chat).toMatchObject({
			retries: 0,
			strategy: 'least-used',
		});
	});

	it('are wrong once, where they stand, with any number of groups', () => {
		const groups = `groups:\n  a: { deployments: [${OLLAMA}] }\n  b: { deployments: [${OLLAMA}] }\n`;
		expect(faultsIn(`${groups}defaults:\n  retries: "2"\n  strtegy: weighted\n`)).toEqual([
			'5:12 Retries must be a whole number',
			'6:3 Unknown setting "strtegy"; did you mean "strategy"?',
		]);
	});

	it.each([
		['  fallbacks: [chat]\n', '6:3 Unknown setting "fallbacks"; remove it or correct its name'],
		['  rpm: 10\n', '6:3 Unknown setting "rpm"; remove it or correct its name'],
		['  - retries\n', '6:3 defaults must be an object, not a list'],
	])('take nothing that is no setting of all groups: %j', (defaults, fault) => {
		expect(faultsIn(text(defaults))).toEqual([fault]);
	});
});
