import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelGroups } from '../../../../lib/config/model-groups/model-groups';
import { readModelGroups } from '../../../../lib/config/model-groups/read-model-groups';
import { parseConfig } from '../../../../lib/config/parse-config';
import { EXPECTED, SECRETS } from './expected-configs';

const FOLDER = join(__dirname, 'configs');

function read(text: string, secrets: ReadonlyMap<string, string> = SECRETS): ModelGroups {
	return readModelGroups({ text, secrets, environment: () => undefined, keysInText: 'refused' });
}

describe.each(Object.entries(EXPECTED))('%s, pasted as it is', (file, expected) => {
	const text = readFileSync(join(FOLDER, file), 'utf8');

	it('becomes model groups that the gate takes', () => {
		const { config, faults, redisUrl, postgresUrl } = read(text);
		expect({ config, faults, redisUrl, postgresUrl }).toEqual({
			config: expected.config,
			faults: [],
			redisUrl: expected.redisUrl,
			postgresUrl: expected.postgresUrl,
		});
		expect([...parseConfig(config).groups.keys()]).toEqual(Object.keys(expected.config.groups));
	});

	it('has its groups in the order of the file', () => {
		expect(read(text).groupNames).toEqual(Object.keys(expected.config.groups));
	});

	it('says of every setting that means nothing here where it stands, and what to use', () => {
		const { ignored } = read(text);
		expect(ignored.map(({ setting }) => setting)).toEqual(expected.ignored);
		const lines = text.split('\n');
		for (const { setting, instead, line } of ignored) {
			const name = /[^.[\]]+(?=(\[\d+\])*$)/.exec(setting)![0];
			expect(lines.slice(line - 1, line + 1).join('\n')).toContain(setting.endsWith(']') ? '' : name);
			expect(instead).toMatch(/^\S.+[^.]$/);
		}
	});

	it('asks for a secret that is missing, on the line that names it', () => {
		for (const name of SECRETS.keys()) {
			const { faults } = read(text, new Map([...SECRETS].filter(([secret]) => secret !== name)));
			for (const { message } of faults) expect(message).toContain(`${name} is not known`);
			if (faults.length > 0)
				expect(faults.map(({ line }) => text.split('\n')[line - 1]).join('\n')).toMatch(
					new RegExp(`os.environ/${name}\\b|model: `),
				);
		}
	});
});

describe('an address of Azure that is looked up', () => {
	it.each([
		'https://acme-france.openai.azure.com',
		'https://acme-france.openai.azure.com//',
		'https://acme-france.openai.azure.com/openai/v1/',
	])('%s is taken below /openai/v1', (address) => {
		const text = readFileSync(join(FOLDER, '02-azure-hosts.yaml'), 'utf8');
		const { config, faults } = read(text, new Map([...SECRETS, ['AZURE_BASE_FRANCE', address]]));
		expect(faults).toEqual([]);
		expect(config!.groups['gpt-4o']!.deployments[1]!.baseUrl).toBe('https://acme-france.openai.azure.com/openai/v1');
	});
});

describe('the files', () => {
	it('are ten, each with its expectation', () => {
		expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(EXPECTED));
		expect(Object.keys(EXPECTED)).toHaveLength(10);
	});

	it('can be read with keys in the text only where those are accepted', () => {
		const text = readFileSync(join(FOLDER, '01-simple.yaml'), 'utf8').replace(
			'os.environ/OPENAI_API_KEY',
			'sk-live-key-of-mine',
		);
		const [fault] = read(text).faults;
		expect(fault).toMatchObject({ line: 6 });
		expect(fault!.message).not.toContain('sk-live');
		expect(
			readModelGroups({ text, secrets: SECRETS, environment: () => undefined, keysInText: 'accepted' }).faults,
		).toEqual([]);
	});
});
