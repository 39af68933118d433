import type { INodeProperties } from 'n8n-workflow';
import { RoutedLlmPostgresApi } from '../../credentials/RoutedLlmPostgresApi.credentials';
import { DEFAULT_KEEP_CALLS_DAYS, PROVIDER_NAMES } from '../../lib';
import { RoutedLlm } from '../../nodes/RoutedLlm/RoutedLlm.node';
import { readKeepCallsDays } from '../../nodes/shared/keep-days';
import { PROVIDER_FACTS } from '../../nodes/shared/provider-choice';

const { description, methods } = new RoutedLlm();
const credentials = description.credentials ?? [];
const property = (name: string): INodeProperties => description.properties.find((entry) => entry.name === name)!;

describe('the panel', () => {
	it('offers every provider of the library', () => {
		expect(new Set(Object.values(PROVIDER_FACTS).map(({ provider }) => provider))).toEqual(new Set(PROVIDER_NAMES));
	});

	it('has one choice of provider that asks for no credential, without which the editor hides Providers', () => {
		const gating = credentials.flatMap(({ displayOptions }) => displayOptions?.show?.providers ?? []);
		const choices = property('providers').options!.map((option) => (option as { value: string }).value);
		expect(choices.filter((choice) => !gating.includes(choice))).toEqual(['ollama-local']);
	});

	it('asks for a credential just when its provider is ticked', () => {
		for (const [choice, { credentialType }] of Object.entries(PROVIDER_FACTS))
			if (credentialType !== undefined)
				expect(credentials.find(({ name }) => name === credentialType)?.displayOptions).toEqual({
					show: { providers: [choice] },
					hide: { modelGroup: ['shared'] },
				});
	});

	it('has one choice of model group that no credential is shown for, without which the editor hides Model Group', () => {
		const gating = credentials.flatMap(({ displayOptions }) => displayOptions?.show?.modelGroup ?? []);
		expect(gating).toEqual(['shared']);
	});

	it('asks for the Model Groups credential just when the group is shared, and for what a group in the node needs just when it is not', () => {
		expect(credentials.find(({ name }) => name === 'routedLlmModelGroupsApi')?.displayOptions?.show).toEqual({
			modelGroup: ['shared'],
		});
		const shownFor = (choice: string) =>
			description.properties
				.filter(({ displayOptions }) => displayOptions?.show?.modelGroup?.includes(choice))
				.map(({ name }) => name);
		expect(shownFor('here')).toEqual(['groupName', 'providers', 'deployments']);
		expect(shownFor('shared')).toEqual(['sharedGroup']);
	});

	it('asks for Redis just when the state is there, and lets the editor show State: two choices need no credential', () => {
		expect(credentials.find(({ name }) => name === 'routedLlmRedisApi')?.displayOptions?.show).toEqual({
			state: ['redis'],
		});
		expect(property('state').options!.map((option) => (option as { value: string }).value)).toEqual([
			'auto',
			'process',
			'redis',
		]);
		expect(property('state').default).toBe('auto');
	});

	it('asks for Postgres just when the usage log is there, and lets the editor show Usage Log: three choices need no credential', () => {
		expect(credentials.find(({ name }) => name === 'routedLlmPostgresApi')?.displayOptions?.show).toEqual({
			usageLog: ['postgres'],
		});
		expect(property('usageLog').options!.map((option) => (option as { value: string }).value)).toEqual([
			'auto',
			'embedded',
			'off',
			'postgres',
		]);
		expect(property('usageLog').default).toBe('auto');
	});

	it('keeps calls as long as the library does unless told otherwise, for the embedded log and for Postgres', () => {
		const [embedded] = property('usageLogOptions').options as INodeProperties[];
		const [postgres] = new RoutedLlmPostgresApi().properties.slice(-1);
		for (const keepCalls of [embedded, postgres])
			expect(keepCalls).toMatchObject({ name: 'keepCallsDays', default: DEFAULT_KEEP_CALLS_DAYS });
		expect(readKeepCallsDays(undefined)).toBe(DEFAULT_KEEP_CALLS_DAYS);
	});

	it('starts without a row, since the editor would show a default row in place of the stored ones', () => {
		expect(property('deployments').default).toEqual({});
	});

	it('has a test for every credential', () => {
		for (const { testedBy } of credentials) expect(methods.credentialTest[String(testedBy)]).toBeInstanceOf(Function);
	});

	it('has the methods its lists are loaded with', () => {
		const text = JSON.stringify(description.properties);
		const named = [...text.matchAll(/"(?:loadOptionsMethod|searchListMethod)":"(\w+)"/g)].map(([, name]) => name);
		expect(new Set(named)).toEqual(new Set([...Object.keys(methods.loadOptions), ...Object.keys(methods.listSearch)]));
	});
});
