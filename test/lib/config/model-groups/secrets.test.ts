import { readModelGroups } from '../../../../lib/config/model-groups/read-model-groups';
import { deployments, faultsIn, OLLAMA, read } from './reading';

const NOT_KNOWN = (name: string) =>
	`${name} is not known: add it under Secrets, or let the instance's owner allow it in ROUTED_LLM_ALLOWED_ENV`;
const openai = (apiKey: string, model = 'm') => `{ provider: openai, model: ${model}, apiKey: ${apiKey} }`;

describe('os.environ/NAME', () => {
	it('is the secret of that name, else the environment variable', () => {
		const text = deployments(
			'provider: openai-compatible\n        baseUrl: os.environ/URL\n        model: m\n        apiKey: os.environ/KEY\n        headers: { x-team: os.environ/TEAM }',
		);
		const given = {
			secrets: { KEY: 'from-secrets', URL: ' http://host/v1\n' },
			environment: { KEY: 'from-environment', TEAM: 't' },
		};
		expect(read(text, given).config?.groups.chat!.deployments).toEqual([
			{
				provider: 'openai-compatible',
				baseUrl: 'http://host/v1',
				model: 'm',
				apiKey: 'from-secrets',
				headers: { 'x-team': 't' },
			},
		]);
	});

	it.each([
		['os.environ/NOPE', NOT_KNOWN('NOPE')],
		['os.environ/EMPTY', NOT_KNOWN('EMPTY')],
		['os.environ/gsk7Q2m9ZkeyPutInPlaceOfItsName', NOT_KNOWN('The name after os.environ/')],
		['os.environ/MY-KEY', 'What follows os.environ/ must be a name of letters, digits and _, such as OPENAI_API_KEY'],
		['os.environ/7', 'What follows os.environ/ must be a name of letters, digits and _, such as OPENAI_API_KEY'],
		[
			'Bearer os.environ/KEY',
			'os.environ/NAME stands for a whole value, not for a part of one; put the whole value under Secrets and write only os.environ/NAME here',
		],
	])('is a fault where it stands for nothing: %s', (value, message) => {
		expect(faultsIn(deployments(openai(value)), { environment: { EMPTY: '', KEY: 'k' } })).toEqual([`4:47 ${message}`]);
	});

	it('is a fault where people look or a figure belongs, whatever it stands for', () => {
		const given = { environment: { RPM: '10', GROUP: 'chat' } };
		const NO_PLACE =
			'os.environ/NAME can stand only for a key, a header, a URL or a password; write the value itself here';
		expect(faultsIn(deployments('{ provider: ollama, model: m, rpm: os.environ/RPM }'), given)).toEqual([
			`4:44 ${NO_PLACE}`,
		]);
		expect(faultsIn(`${deployments(OLLAMA)}    fallbacks: [os.environ/GROUP]\n`, given)).toEqual([`5:17 ${NO_PLACE}`]);
	});

	it('asks the environment for nothing but the names that stand where they are used and are no secrets', () => {
		const asked: string[] = [];
		const text = `model_list:
  - model_name: chat
    litellm_params: { model: openai/gpt-4o, api_key: os.environ/SECRET_KEY }
  - model_name: chat
    litellm_params: { model: anthropic/claude-sonnet-4-5, api_key: os.environ/ALLOWED_KEY }
general_settings:
  master_key: os.environ/FORBIDDEN_MASTER
litellm_settings:
  langfuse_secret: os.environ/FORBIDDEN_UNKNOWN
  success_callback: [os.environ/FORBIDDEN_CALLBACK]
`;
		const own = `${deployments(`{ provider: ollama, model: m, colour: os.environ/FORBIDDEN_COLOUR, rpm: os.environ/FORBIDDEN_RPM }`)}extra: os.environ/FORBIDDEN_EXTRA\n`;
		process.env.FORBIDDEN_EXTRA = 'planted';
		process.env.ALLOWED_KEY = 'planted';
		try {
			for (const each of [text, own]) {
				const { faults } = readModelGroups({
					text: each,
					secrets: new Map([['SECRET_KEY', 'sk']]),
					environment: (name) => {
						asked.push(name);
						return undefined;
					},
					keysInText: 'refused',
				});
				expect(JSON.stringify(faults)).not.toContain('planted');
			}
		} finally {
			delete process.env.FORBIDDEN_EXTRA;
			delete process.env.ALLOWED_KEY;
		}
		expect(asked).toEqual(['ALLOWED_KEY']);
	});
});

describe('a key in the text itself', () => {
	const REFUSED = (what: string, it: string, name: string) =>
		`A ${what}, where everyone who may edit it sees it: put ${it} under Secrets as ${name} and write os.environ/${name} here, or choose Text: Hidden`;
	const KEY = (name: string) => REFUSED('key stands in the text', 'it', name);

	it.each([
		[deployments(openai('sk-planted')), `4:47 ${KEY('OPENAI_API_KEY')}`],
		[deployments('{ provider: anthropic, model: m, apiKey: planted }'), `4:50 ${KEY('ANTHROPIC_API_KEY')}`],
		[deployments('{ provider: ollama, model: m, apiKey: planted }'), `4:47 ${KEY('OLLAMA_API_KEY')}`],
		[
			deployments(
				'{ provider: openai-compatible, model: m, apiKey: planted, baseUrl: "https://api.groq.com/openai/v1" }',
			),
			`4:58 ${KEY('GROQ_API_KEY')}`,
		],
		[
			deployments('{ provider: openai-compatible, model: m, apiKey: planted, baseUrl: "http://192.168.1.20:8000/v1" }'),
			`4:58 ${KEY('LLM_API_KEY')}`,
		],
		[deployments('{ provider: ollama, model: m, headers: { x-api-key: planted } }'), `4:61 ${KEY('X_API_KEY')}`],
		[
			`${deployments(OLLAMA)}redis: { host: h, password: planted }\n`,
			`5:29 ${REFUSED('password stands in the text', 'it', 'REDIS_PASSWORD')}`,
		],
		[
			`${deployments(OLLAMA)}redis: redis://:planted@h\n`,
			`5:8 ${REFUSED('password stands in the URL', 'the whole URL', 'REDIS_URL')}`,
		],
		[
			`${deployments(OLLAMA)}redis: redis://planted@h\n`,
			`5:8 ${REFUSED('password stands in the URL', 'the whole URL', 'REDIS_URL')}`,
		],
		[
			`${deployments(OLLAMA)}postgres: postgres://n8n:planted@h/n8n\n`,
			`5:11 ${REFUSED('password stands in the URL', 'the whole URL', 'DATABASE_URL')}`,
		],
		[
			`${deployments(OLLAMA)}postgres: "postgres://n8n:pl#anted@h/n8n"\n`,
			`5:11 ${REFUSED('password stands in the URL', 'the whole URL', 'DATABASE_URL')}`,
		],
		[
			`${deployments(OLLAMA)}postgres: planted@h\n`,
			`5:11 ${REFUSED('password stands in the URL', 'the whole URL', 'DATABASE_URL')}`,
		],
		[
			deployments('{ provider: ollama, model: m, baseUrl: "http://me:planted@h" }'),
			'4:48 The base URL holds a user name or password; put the key into its own field',
		],
	])('is refused, with the name to put it under: %j', (text, fault) => {
		expect(faultsIn(text)).toEqual([fault]);
	});

	it('has a name for each that differs', () => {
		const names = faultsIn(deployments(openai('one', 'a'), openai('two', 'b'), openai('one', 'c'))).map(
			(fault) => /as (\w+) /.exec(fault)?.[1],
		);
		expect(names).toEqual(['OPENAI_API_KEY', 'OPENAI_API_KEY_2', 'OPENAI_API_KEY']);
	});

	it.each([
		'none',
		'"null"',
		'""',
		'EMPTY',
		'dummy',
		'fake',
		'fake-key',
		'my-fake-key',
		'not-needed',
		'not_needed',
		'no-key',
		'Anything',
		'placeholder',
		'ollama',
		'lm-studio',
		'sk-1234',
		'sk-xxx',
		'sk-xxxxxxxx',
		'xxx',
		'sk-...',
	])('may be %s, which is plainly none', (value) => {
		expect(faultsIn(deployments(openai(value)))).toEqual([]);
	});

	it('is not what a header, a user without password, or a server without user says', () => {
		expect(
			faultsIn(
				deployments(
					'{ provider: ollama, model: m, headers: { HTTP-Referer: "https://me.example", anthropic-version: 2023-06-01-beta } }',
				),
			),
		).toEqual([]);
		expect(faultsIn(`${deployments(OLLAMA)}redis: redis://cache:6379/1\npostgres: postgres://n8n@db/n8n\n`)).toEqual(
			[],
		);
	});

	it('is accepted in a text that is hidden', () => {
		const text = `${deployments(openai('sk-planted'))}redis: redis://:planted@h\npostgres: postgres://n8n:planted@h/n8n\n`;
		expect(read(text, { keysInText: 'accepted' })).toMatchObject({
			faults: [],
			redisUrl: 'redis://:planted@h',
			postgresUrl: 'postgres://n8n:planted@h/n8n',
		});
	});
});

describe('faults', () => {
	it('repeat no secret, whatever it is used for and wherever it is wrong', () => {
		const secret = 'planted "secret"';
		const secrets = { S: secret, URL: `ftp://${'planted-host'}`, REDIS: 'redis://planted#', PG: 'http://planted' };
		const text = `groups:
  chat:
    deployments:
      - { provider: openai, model: os.environ/S, apiKey: os.environ/S, rpm: -1 }
      - { provider: openai, model: os.environ/S, apiKey: os.environ/S }
      - { provider: ollama, model: m, baseUrl: os.environ/URL }
      - { provider: ollama, model: m, baseUrl: os.environ/S }
      - { provider: os.environ/S, model: m, apiKey: sk-planted, apiKye: sk-planted }
      - { provider: openai, model: m, locality: sk-planted-2, sk-planted: 1, supports: planted }
redis: os.environ/REDIS
postgres: os.environ/PG
`;
		for (const keysInText of ['accepted', 'refused'] as const) {
			const faults = faultsIn(text, { secrets, keysInText });
			expect(faults.length).toBeGreaterThanOrEqual(9);
			expect(faults.join('\n')).not.toContain('planted');
		}
		expect(faultsIn(text, { secrets })).toContain('6:48 "os.environ/URL" must begin with http:// or https://');
	});
});

it('finds a password also among the options of a URL', () => {
	const text = `${deployments(OLLAMA)}postgres: "postgres://user@host/db?password=planted"\n`;
	expect(faultsIn(text)).toEqual([expect.stringMatching(/^5:11 A password stands in the URL, .*DATABASE_URL here/)]);
});
