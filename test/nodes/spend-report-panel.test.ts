import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { RoutedLlmModelGroupsApi } from '../../credentials/RoutedLlmModelGroupsApi.credentials';
import { RoutedLlmNtfyApi } from '../../credentials/RoutedLlmNtfyApi.credentials';
import { RoutedLlmPostgresApi } from '../../credentials/RoutedLlmPostgresApi.credentials';
import { RoutedLlmRedisApi } from '../../credentials/RoutedLlmRedisApi.credentials';
import { DEFAULT_RUNAWAY_FACTOR, DEFAULT_THRESHOLDS_PERCENT } from '../../lib';
import { OPERATIONS } from '../../nodes/LlmSpendReport/description/operation';
import { LlmSpendReport } from '../../nodes/LlmSpendReport/LlmSpendReport.node';

const { description, methods } = new LlmSpendReport();
const credentials = description.credentials!;
const ofName = (name: string): INodeProperties[] => description.properties.filter((property) => property.name === name);
const choicesOf = (name: string) =>
	ofName(name).flatMap(({ options }) => (options as INodePropertyOptions[]).map(({ value }) => value));

describe('the panel of the report node', () => {
	it('offers every operation', () => {
		expect([...choicesOf('operation')].sort()).toEqual([...OPERATIONS].sort());
	});

	it('lets the editor show what asks for credentials: each such parameter is a list, with a choice that asks for none', () => {
		for (const gate of ['operation', 'source', 'sendNtfy', 'state']) {
			const asking = credentials.flatMap(({ displayOptions }) => displayOptions?.show?.[gate] ?? []);
			expect(asking.length).toBeGreaterThan(0);
			expect(choicesOf(gate).filter((choice) => !asking.includes(choice))).not.toEqual([]);
		}
	});

	it('has a test for every credential', () => {
		const tests: Record<string, unknown> = methods.credentialTest;
		for (const { testedBy } of credentials) expect(tests[String(testedBy)]).toBeInstanceOf(Function);
	});

	it('has credentials without `authenticate`, which would have n8n offer a call of an API that is not there', () => {
		const types = [
			new RoutedLlmModelGroupsApi(),
			new RoutedLlmNtfyApi(),
			new RoutedLlmPostgresApi(),
			new RoutedLlmRedisApi(),
		];
		expect(types.map(({ name }) => name).sort()).toEqual(credentials.map(({ name }) => name).sort());
		for (const type of types) expect(type).not.toHaveProperty('authenticate');
	});

	it('shows each parameter for some operations, so that none sees what it has no use for', () => {
		const always = description.properties.filter(({ displayOptions }) => displayOptions?.show?.operation === undefined);
		expect(always.map(({ name }) => name)).toEqual(['operation', 'credentials', 'source']);
	});

	it('shows the defaults of the library', () => {
		expect(ofName('thresholds')[0]!.default).toBe(DEFAULT_THRESHOLDS_PERCENT.join(', '));
		const options = ofName('options').flatMap((collection) => collection.options as INodeProperties[]);
		expect(options.find(({ name }) => name === 'runawayFactor')!.default).toBe(DEFAULT_RUNAWAY_FACTOR);
	});
});
