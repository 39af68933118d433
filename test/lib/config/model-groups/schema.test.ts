import Ajv from 'ajv';
import { parse } from 'yaml';
import { fileInput } from '../../../../lib/config/model-groups/file-input';
import { SETTING_DESCRIPTIONS } from '../../../../lib/config/model-groups/setting-descriptions';
import { LITELLM_SECTIONS } from '../../../../lib/config/model-groups/which-format';
import { modelGroupsSchema, schemaText } from '../../../../scripts/write-model-groups-schema';
import { codeBlocks, readText } from '../../../docs/read-docs';
import { deployments, OLLAMA, read } from './reading';
import { SECRETS, SOUND_TEXTS } from './sound-texts';

const schema = modelGroupsSchema({ fileInput, descriptions: SETTING_DESCRIPTIONS, otherSections: LITELLM_SECTIONS });
const fits = new Ajv().compile(schema);
const parsed = (text: string): unknown => parse(text, { merge: true });

describe('docs/model-groups.schema.json', () => {
	it('says what the code says; scripts/write-model-groups-schema.js writes it anew', () => {
		expect(readText('docs/model-groups.schema.json')).toBe(schemaText(schema));
	});

	it('describes every setting, and none that there is not', () => {
		const described = new Set<string>();
		const collect = (part: unknown): void => {
			if (typeof part !== 'object' || part === null) return;
			for (const [name, setting] of Object.entries(
				(part as { properties?: Record<string, { description?: string }> }).properties ?? {},
			)) {
				described.add(name);
				expect(setting.description).toBe(SETTING_DESCRIPTIONS[name]);
			}
			Object.values(part).forEach(collect);
		};
		collect(schema);
		expect([...described].sort()).toEqual(Object.keys(SETTING_DESCRIPTIONS).sort());
	});

	it.each([
		...Object.entries(SOUND_TEXTS),
		['the text of docs/model-groups.md', codeBlocks(readText('docs/model-groups.md'), 'yaml')[0]!],
		['one deployment', deployments(OLLAMA)],
		[
			'a reference for a port',
			`${deployments(OLLAMA)}redis: { host: os.environ/HOST, port: os.environ/PORT, tls: os.environ/TLS }\n`,
		],
		['URLs of servers', `${deployments(OLLAMA)}redis: rediss://cache:6380/1\npostgres: postgresql://n8n@db/n8n\n`],
		['a reference for a URL', `${deployments(OLLAMA)}redis: os.environ/REDIS_URL\n`],
		['headers of any name', deployments('{ provider: ollama, model: m, headers: { x-title: n8n } }')],
		[
			'a local group with a fallback',
			`${deployments(OLLAMA)}    localOnly: true\n    fallbacks: [b]\n  b: { deployments: [${OLLAMA}] }\n`,
		],
		[
			'every setting of all groups',
			`${deployments(OLLAMA)}defaults: { retries: 0, allowedFails: 1, idleSeconds: 0.5, strategy: lowest-latency }\n`,
		],
	])('fits, as the reader does: %s', (_what, text) => {
		const secrets = { ...SECRETS, HOST: 'h', PORT: '1', TLS: 'true', REDIS_URL: 'redis://h' };
		expect(fits(parsed(text))).toBe(true);
		expect(read(text, { secrets }).faults).toEqual([]);
	});

	it.each([
		deployments('{ provider: ollama, modle: m }'),
		deployments('{ provider: olama, model: m }'),
		deployments('{ provider: ollama, model: m, rpm: "10" }'),
		deployments('{ provider: ollama, model: m, rpm: -1 }'),
		deployments('{ provider: ollama, model: m, weight: 0 }'),
		deployments('{ provider: ollama, model: m, supports: { vision: true } }'),
		deployments('{ provider: ollama, model: m, prices: { inputPerMillion: 1 } }'),
		deployments('{ provider: ollama }'),
		`${deployments(OLLAMA)}    strategy: random\n`,
		`${deployments(OLLAMA)}defaults: { fallbacks: [chat] }\n`,
		`${deployments(OLLAMA)}redis: http://cache\n`,
		`${deployments(OLLAMA)}redis: { host: cache, port: "6379" }\n`,
		`${deployments(OLLAMA)}postgres: mysql://db\n`,
		`${deployments(OLLAMA)}colour: red\n`,
		'groups: {}\n',
		'defaults: {}\n',
		'- groups\n',
	])('does not fit, as the reader does not: %j', (text) => {
		expect(fits(parsed(text))).toBe(false);
		expect(read(text).faults).not.toEqual([]);
	});

	it.each(LITELLM_SECTIONS)("underlines nothing of LiteLLM's: %s", (section) => {
		expect(fits(parsed(`${section}: { anything: [1, two] }\nmore: true\n`))).toBe(true);
	});
});
