import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { RoutedLlmAnthropicApi } from '../../credentials/RoutedLlmAnthropicApi.credentials';
import { RoutedLlmNtfyApi } from '../../credentials/RoutedLlmNtfyApi.credentials';
import { RoutedLlmOllamaApi } from '../../credentials/RoutedLlmOllamaApi.credentials';
import { RoutedLlmOpenAiApi } from '../../credentials/RoutedLlmOpenAiApi.credentials';
import { RoutedLlmOpenAiCompatibleApi } from '../../credentials/RoutedLlmOpenAiCompatibleApi.credentials';
import { RoutedLlmPostgresApi } from '../../credentials/RoutedLlmPostgresApi.credentials';
import { RoutedLlmRedisApi } from '../../credentials/RoutedLlmRedisApi.credentials';
import { DEFAULTS } from '../../lib';
import { properties as reportProperties } from '../../nodes/LlmSpendReport/description';
import { properties } from '../../nodes/RoutedLlm/description';

interface DocumentedParameter {
	name: string;
	default: string;
}

const document = readFileSync(join(__dirname, '../../docs/parameters.md'), 'utf8');

/** The rows of the table under a heading of docs/parameters.md. */
function documentedUnder(heading: string): DocumentedParameter[] {
	const section = document.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
	const [head = [], , ...rows] = section
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
	const defaultColumn = head.indexOf('Default');
	return rows.map((row) => ({ name: row[0]!, default: row[defaultColumn]! }));
}

function property(list: readonly INodeProperties[], name: string): INodeProperties {
	return list.find((candidate) => candidate.name === name)!;
}

const rowProperties = (property(properties, 'deployments').options![0] as INodePropertyCollection).values;
const optionsOf = (name: string, list = properties) => property(list, name).options as INodeProperties[];

/** Of the options that some operations share, one each, by name. */
const reportOptions = [
	...new Map(
		reportProperties
			.filter(({ name }) => name === 'options')
			.flatMap((collection) =>
				(collection.options as INodeProperties[]).map((option) => [option.displayName, option] as const),
			),
	).values(),
].sort((a, b) => a.displayName.localeCompare(b.displayName));

const sections: Array<[string, INodeProperties[]]> = [
	['Routed LLM: the panel', properties],
	['Deployments: a row', rowProperties],
	['Deployments: row options', optionsOf('options', rowProperties)],
	['Options', optionsOf('options')],
	['Routing Options', optionsOf('routingOptions')],
	['Usage Log Options', optionsOf('usageLogOptions')],
	['LLM Spend Report: the panel', reportProperties],
	['LLM Spend Report: filters and scope', optionsOf('filters', reportProperties)],
	['LLM Spend Report: message options', optionsOf('messageOptions', reportProperties)],
	['LLM Spend Report: options', reportOptions],
	['Credential: Routed LLM OpenAI API', new RoutedLlmOpenAiApi().properties],
	['Credential: Routed LLM Anthropic API', new RoutedLlmAnthropicApi().properties],
	['Credential: Routed LLM Ollama API', new RoutedLlmOllamaApi().properties],
	['Credential: Routed LLM OpenAI-Compatible API', new RoutedLlmOpenAiCompatibleApi().properties],
	['Credential: Routed LLM Redis API', new RoutedLlmRedisApi().properties],
	['Credential: Routed LLM ntfy API', new RoutedLlmNtfyApi().properties],
	['Credential: Routed LLM Postgres API', new RoutedLlmPostgresApi().properties],
];

describe.each(sections)('docs/parameters.md, %s', (heading, described) => {
	const documented = documentedUnder(heading);
	const shown = described.filter(({ type }) => type !== 'notice');

	it('lists the parameters of the panel, all of them and in its order', () => {
		expect(documented.map(({ name }) => name)).toEqual(shown.map(({ displayName }) => displayName));
	});

	it('gives the defaults that the panel has', () => {
		for (const [index, { default: value }] of shown.entries()) {
			const [text] = /(?<=^`)[^`]+|^[\w./:-]+/.exec(documented[index]!.default) ?? [];
			if (documented[index]!.default.startsWith('`') || /^\d/.test(documented[index]!.default))
				expect(`${documented[index]!.name}: ${text}`).toBe(`${documented[index]!.name}: ${String(value)}`);
		}
	});
});

describe('the defaults that the panel shows', () => {
	const ofTheLibrary: Record<string, unknown> = DEFAULTS;

	it.each(['routingOptions', 'options'])('are those of the library (%s)', (name) => {
		const options = name === 'options' ? optionsOf(name, rowProperties) : optionsOf(name);
		const known = options.filter((option) => option.name in ofTheLibrary);
		expect(known.length).toBeGreaterThan(3);
		expect(known.map((option) => [option.name, option.default])).toEqual(
			known.map((option) => [option.name, ofTheLibrary[option.name]]),
		);
	});
});
