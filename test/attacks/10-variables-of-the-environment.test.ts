import { readModelGroups } from '../../lib';
import { allowedEnvironment } from '../../nodes/shared/model-groups/allowed-environment';

const VALUE = 'sk-planted-of-the-environment';

/** Of a text that anyone who may create a credential could write. */
function readWith(allowed: string, text: string, values: Record<string, string> = {}) {
	const environment = allowedEnvironment({ ROUTED_LLM_ALLOWED_ENV: allowed, OPENAI_API_KEY: VALUE, ...values });
	return readModelGroups({ text, secrets: new Map(), environment, keysInText: 'refused' });
}
const at = (baseUrl?: string, more = '') =>
	`groups:\n  chat:\n    deployments:\n      - { provider: ${baseUrl === undefined ? 'openai' : `openai-compatible, baseUrl: "${baseUrl}"`}, model: m, apiKey: os.environ/OPENAI_API_KEY${more} }\n`;
const keyIn = ({ config }: ReturnType<typeof readModelGroups>) => config?.groups.chat!.deployments[0]!.apiKey;

const REFUSED = (hosts: string) =>
	`OPENAI_API_KEY is allowed only for ${hosts}, by the instance's owner in ROUTED_LLM_ALLOWED_ENV, and may not be used for another host; put a key of your own under Secrets`;

describe('attack 10: an allowed variable of the environment that a credential sends to a host of its own', () => {
	it.each([
		['OPENAI_API_KEY@api.openai.com', undefined],
		['OPENAI_API_KEY@api.openai.com', 'https://API.openai.com:443/v1'],
		['OTHER,OPENAI_API_KEY@eu.api.openai.com|api.openai.com', 'https://api.openai.com/v1'],
		['OPENAI_API_KEY@eu.api.openai.com OPENAI_API_KEY@api.openai.com', undefined],
		['OPENAI_API_KEY@api.openai.com:443', undefined],
		['OPENAI_API_KEY@[::1]:8000', 'http://[::1]:8000/v1'],
		['OPENAI_API_KEY@münchen.example', 'https://xn--mnchen-3ya.example/v1'],
		['OPENAI_API_KEY', 'https://mine.example/v1'],
	])('goes where the owner lets it: %s', (allowed, baseUrl) => {
		const result = readWith(allowed, at(baseUrl));
		expect(result.faults).toEqual([]);
		expect(keyIn(result)).toBe(VALUE);
	});

	it.each([
		['OPENAI_API_KEY@api.openai.com', 'https://mine.example/v1', 'api.openai.com'],
		['OPENAI_API_KEY@api.openai.com', 'https://api.openai.com.mine.example', 'api.openai.com'],
		['OPENAI_API_KEY@api.openai.com', 'https://mine.example/api.openai.com', 'api.openai.com'],
		['OPENAI_API_KEY@api.openai.com', 'https://api.openai.com./v1', 'api.openai.com'],
		['OPENAI_API_KEY@api.openai.com:443', 'https://api.openai.com:8443', 'api.openai.com:443'],
		['OPENAI_API_KEY@api.openai.com:443', 'http://api.openai.com', 'api.openai.com:443'],
		['OPENAI_API_KEY,OPENAI_API_KEY@api.openai.com', 'https://mine.example/v1', 'api.openai.com'],
		['OPENAI_API_KEY@a.example|b.example', 'https://mine.example/v1', 'a.example and b.example'],
		['OPENAI_API_KEY @api.openai.com', 'https://mine.example/v1', 'api.openai.com'],
		['OPENAI_API_KEY @ a.example | b.example, OTHER', 'https://mine.example/v1', 'a.example and b.example'],
	])('is a fault for another host: %s at %s', (allowed, baseUrl, hosts) => {
		const result = readWith(allowed, at(baseUrl));
		expect(result.config).toBeUndefined();
		expect(result.faults.map(({ message }) => message)).toEqual([REFUSED(hosts)]);
		expect(result.faults[0]!.line).toBe(4);
		expect(JSON.stringify(result.faults)).not.toContain('planted');
	});

	it.each(['OPENAI_API_KEY@', 'OPENAI_API_KEY@/', 'OPENAI_API_KEY@https://api.openai.com'])(
		'is a fault everywhere while its hosts cannot be read: %s',
		(allowed) => {
			expect(readWith(allowed, at()).faults).toEqual([
				expect.objectContaining({ message: expect.stringContaining('OPENAI_API_KEY is allowed for no host') }),
			]);
		},
	);

	it('is bound in headers, base URLs, and the parts and URLs of servers too', () => {
		const header = at('https://mine.example', ', headers: { x-key: os.environ/OPENAI_API_KEY }');
		expect(readWith('OPENAI_API_KEY@api.openai.com', header).faults).toHaveLength(2);
		const base = 'groups: { chat: { deployments: [{ provider: ollama, model: m, baseUrl: os.environ/BASE/v1 }] } }\n';
		const values = {
			BASE: 'http://mine.example',
			REDIS: 'redis://:pw@mine.example',
			PG: 'postgres://u:p@mine.example/d',
		};
		expect(readWith('BASE@api.openai.com', base, values).faults).toHaveLength(1);
		expect(readWith('BASE@mine.example', base, values).faults).toEqual([]);
		const servers = `${at()}redis: os.environ/REDIS\npostgres: os.environ/PG\n`;
		const elsewhere = readWith('OPENAI_API_KEY,REDIS@cache,PG@db', servers, values);
		expect(elsewhere.faults).toHaveLength(2);
		expect([elsewhere.redisUrl, elsewhere.postgresUrl]).toEqual([undefined, undefined]);
		const parts = `${at()}redis: { host: mine.example, password: os.environ/OPENAI_API_KEY }\n`;
		const planted = readWith('OPENAI_API_KEY@api.openai.com', parts);
		expect(planted.faults.map(({ line }) => line)).toEqual([5]);
		expect(planted.redisUrl).toBeUndefined();
	});

	it('is not read at all without its name', () => {
		expect(readWith('OTHER@api.openai.com', at()).faults[0]!.message).toMatch(/^OPENAI_API_KEY is not known/);
		expect(readWith('', at()).config).toBeUndefined();
	});
});
