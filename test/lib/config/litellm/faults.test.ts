import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { convertLiteLlm } from '../../../../lib/config/litellm/convert-litellm';
import { faultsIn as readFaults } from '../model-groups/reading';
import { entry, faultsIn } from './converted';

const OLLAMA = entry('model: ollama/m');

describe('a misspelt name', () => {
	it.each([
		['modle_list: []', 'modle_list: Unknown setting "modle_list"; did you mean "model_list"?'],
		[
			`${OLLAMA}router_setting: {}`,
			'router_setting: Unknown setting "router_setting"; did you mean "router_settings"?',
		],
		[`${OLLAMA}something: {}`, 'something: Unknown setting "something"; remove it or correct its name'],
		[
			'model_list:\n  - {model_nam: a, litellm_params: {model: ollama/m}}',
			'model_list[0].model_nam: Unknown setting "model_nam"; did you mean "model_name"?',
		],
		[entry('modle: ollama/m'), 'model_list[0].litellm_params.modle: Unknown setting "modle"; did you mean "model"?'],
		[entry('model: ollama/m, tpn: 5'), 'model_list[0].litellm_params.tpn: Unknown setting "tpn"; did you mean "tpm"?'],
		[
			entry('model: ollama/m, apibase: "http://x"'),
			'model_list[0].litellm_params.apibase: Unknown setting "apibase"; did you mean "api_base"?',
		],
		[
			entry('model: ollama/m, sk-abcdefgh: 1'),
			'model_list[0].litellm_params.sk-abcdefgh: Unknown setting; remove it or correct its name',
		],
		[
			entry('model: ollama/m', 'model_inf: {}'),
			'model_list[0].model_inf: Unknown setting "model_inf"; did you mean "model_info"?',
		],
		[
			entry('model: ollama/m', 'model_info: {mdoe: chat}'),
			'model_list[0].model_info.mdoe: Unknown setting "mdoe"; did you mean "mode"?',
		],
		[
			entry('model: ollama/m', 'model_info: {support_vision: true}'),
			'model_list[0].model_info.support_vision: Unknown setting "support_vision"; did you mean "supports_vision"?',
		],
		[
			`${OLLAMA}router_settings: {num_retires: 2}`,
			'router_settings.num_retires: Unknown setting "num_retires"; did you mean "num_retries"?',
		],
		[
			`${OLLAMA}router_settings: {rediss_host:}`,
			'router_settings.rediss_host: Unknown setting "rediss_host"; did you mean "redis_host"?',
		],
		[
			`${OLLAMA}litellm_settings: {falbacks: []}`,
			'litellm_settings.falbacks: Unknown setting "falbacks"; did you mean "fallbacks"?',
		],
		[
			`${OLLAMA}general_settings: {databse_url: x}`,
			'general_settings.databse_url: Unknown setting "databse_url"; did you mean "database_url"?',
		],
		[
			`${OLLAMA}general_settings: {mastr_key: x}`,
			'general_settings.mastr_key: Unknown setting "mastr_key"; did you mean "master_key"?',
		],
		[
			`${OLLAMA}router_settings: {routing_strategy: simple-shufle}`,
			'router_settings.routing_strategy: Unknown routing strategy "simple-shufle"; did you mean "simple-shuffle"?',
		],
		[
			`${OLLAMA}router_settings: {routing_strategy: round-robin}`,
			'router_settings.routing_strategy: Unknown routing strategy "round-robin"; use one of simple-shuffle, least-busy, usage-based-routing, usage-based-routing-v2, latency-based-routing, cost-based-routing',
		],
	])('is a fault of its own and no other: %s', (yaml, fault) => {
		expect(faultsIn(yaml)).toEqual([fault]);
	});

	it('is a fault also in a model that is ignored', () => {
		expect(faultsIn(entry('model: text-embedding-3-small, apo_key: x'))).toEqual([
			'model_list[0].litellm_params.apo_key: Unknown setting "apo_key"; did you mean "api_key"?',
		]);
	});

	it('is none in model_info, where any name may stand', () => {
		expect(
			faultsIn(
				entry(
					'model: ollama/m',
					'model_info: {version: 2, owner: me, model: x, max_output_tokens: 5, max_tokens: 9, input_cost_per_second: 1}',
				),
			),
		).toEqual([]);
	});
});

describe('a wrong type', () => {
	it.each([
		['model_list: 7', 'model_list: model_list must be a list, not a number'],
		['model_list:', 'model_list: model_list is missing'],
		['model_list: [chat]', 'model_list[0]: Entry 1 of model_list must be an object, not text'],
		['model_list: [null]', 'model_list[0]: Entry 1 of model_list must be an object, not null'],
		[
			'model_list:\n  - {model_name: 4, litellm_params: {model: ollama/m}}',
			'model_list[0].model_name: model_name must be text, not a number',
		],
		[
			'model_list:\n  - {model_name: a, litellm_params: ollama}',
			'model_list[0].litellm_params: litellm_params must be an object, not text',
		],
		['model_list:\n  - {model_name: a}', 'model_list[0].litellm_params: litellm_params is missing'],
		[entry('model: 7'), 'model_list[0].litellm_params.model: model must be text, not a number'],
		[entry('model: ollama/m, rpm: "60"'), 'model_list[0].litellm_params.rpm: rpm must be a number, not text'],
		[
			entry('model: ollama/m, timeout: [5]'),
			'model_list[0].litellm_params.timeout: timeout must be a number, not a list',
		],
		[
			entry('model: ollama/m, api_key: 12345678'),
			'model_list[0].litellm_params.api_key: api_key must be text, not a number',
		],
		[
			entry('model: ollama/m, extra_headers: {x-a: 5}'),
			'model_list[0].litellm_params.extra_headers.x-a: x-a must be text, not a number',
		],
		[
			entry('model: ollama/m, input_cost_per_token: cheap'),
			'model_list[0].litellm_params.input_cost_per_token: input_cost_per_token must be a number, not text',
		],
		[
			entry('model: gpt-4o, organization: {a: b}'),
			'model_list[0].litellm_params.organization: organization must be a list, not an object',
		],
		[entry('model: ollama/m', 'model_info: [1]'), 'model_list[0].model_info: model_info must be an object, not a list'],
		[
			entry('model: ollama/m', 'model_info: {supports_vision: "yes"}'),
			'model_list[0].model_info.supports_vision: supports_vision must be true or false, not text',
		],
		[`${OLLAMA}router_settings: []`, 'router_settings: router_settings must be an object, not a list'],
		[
			`${OLLAMA}router_settings: {num_retries: two}`,
			'router_settings.num_retries: num_retries must be a number, not text',
		],
		[
			`${OLLAMA}router_settings: {disable_cooldowns: 1}`,
			'router_settings.disable_cooldowns: disable_cooldowns must be true or false, not a number',
		],
		[
			`${OLLAMA}router_settings: {redis_port: true}`,
			'router_settings.redis_port: redis_port must be a number, not true or false',
		],
		[
			`${OLLAMA}router_settings: {fallbacks: {chat: [b]}}`,
			'router_settings.fallbacks: fallbacks must be a list, not an object',
		],
		[
			`${OLLAMA}router_settings: {fallbacks: [{chat: b}]}`,
			'router_settings.fallbacks[0].chat: chat must be a list, not text',
		],
		[
			`${OLLAMA}router_settings: {fallbacks: [{chat: [5]}]}`,
			'router_settings.fallbacks[0].chat[0]: Entry 1 of chat must be text, not a number',
		],
		[
			`${OLLAMA}litellm_settings: {default_fallbacks: b}`,
			'litellm_settings.default_fallbacks: default_fallbacks must be a list, not text',
		],
		[
			`${OLLAMA}general_settings: {database_url: [a]}`,
			'general_settings.database_url: database_url must be text, not a list',
		],
		[
			`${OLLAMA}environment_variables: text`,
			'environment_variables: environment_variables must be an object, not text',
		],
	])('is a fault: %s', (yaml, fault) => {
		expect(faultsIn(yaml)).toEqual([fault]);
	});

	it('is told of every place at once', () => {
		const yaml = `model_list:
  - {model_name: a, litellm_params: {model: ollama/m, rpm: x, tmp: 5}}
  - {model_name: b, litellm_params: {model: opnai/m}}
router_settings: {timeout: soon, routing_strategy: best}`;
		expect(faultsIn(yaml).map((fault) => fault.split(':')[0])).toEqual([
			'model_list[0].litellm_params.rpm',
			'model_list[0].litellm_params.tmp',
			'router_settings.timeout',
			'model_list[1].litellm_params.model',
			'router_settings.routing_strategy',
		]);
	});
});

describe('a fault', () => {
	const lines = (text: string) => readFaults(text).map((fault) => fault.replace(/:\d+ .*/, ''));
	const TWO = `model_list:
  - {model_name: a, litellm_params: {model: ollama/a}}
  - {model_name: b, litellm_params: {model: ollama/b}}
router_settings: {fallbacks: [{a: [b]}, {b: [c]}], model_group_alias: {c: b}}
`;

	it('is not told again of what it leaves out', () => {
		expect(lines(TWO)).toEqual([]);
		expect(lines(TWO.replace('model_list', 'modle_list'))).toEqual(['1']);
		expect(lines(TWO.replaceAll('litellm_params', 'litellm_param'))).toEqual(['2', '3']);
		expect(lines(TWO.replace('model_name: b', 'model_nam: b'))).toEqual(['3']);
		expect(lines(TWO.replace('ollama/b', 'bedrock/b'))).toEqual(['3']);
	});

	it("of the gate's stands where the setting stands", () => {
		expect(readFaults('model_list: []')).toEqual(['1:13 There is no model group; add one']);
		expect(
			readFaults(entry('\n      model: ollama/m,\n      order: -1,\n      weight: 0,\n      num_retries: 12')),
		).toEqual(['4:14 Priority must be 1 or more', '5:15 Weight must be more than 0', '6:20 Retries must be at most 9']);
		expect(readFaults(`${entry('model: ollama/m')}  - {model_name: chat, litellm_params: {model: ollama/m}}`)).toEqual([
			'3:5 The same deployment (ollama/m) stands already at position 1 of the group; remove one, and use its retries or weight instead',
		]);
		expect(
			readFaults(
				`${entry('model: ollama/m')}router_settings: {default_fallbacks: [chatt], redis_host: h, redis_port: 0}\ngeneral_settings: {database_url: nowhere}`,
			),
		).toEqual([
			'3:39 There is no group "chatt"; correct its name or add the group',
			'3:74 The port must be from 1 to 65535',
			'4:34 The URL must begin with postgres:// or postgresql://, such as postgres://user:password@host:5432/database',
		]);
	});
});

describe('a null', () => {
	it('is as if the setting were not there', () => {
		expect(
			faultsIn(
				`${entry('model: ollama/m, api_key:, rpm:, extra_headers:', 'model_info:')}router_settings:\ngeneral_settings: {master_key:}\nlitellm_settings: {fallbacks:}`,
			),
		).toEqual([]);
	});
});

describe('a key in the wrong place', () => {
	const KEY = 'sk-planted-4f9a8b7c6d5e';
	const parsed = (file: string): unknown => parse(readFileSync(join(__dirname, 'configs', file), 'utf8'));

	it.each(['04-fallbacks.yaml', '05-environment.yaml', '10-everything.yaml'])(
		'is in no sentence, wherever it stands in %s',
		(file) => {
			for (const value of withPlanted(parsed(file), KEY)) {
				const { faults, ignored } = convertLiteLlm(value);
				expect(
					[...faults.map(({ message }) => message), ...ignored.map(({ instead }) => instead)].join('\n'),
				).not.toContain(KEY);
			}
		},
	);
});

/** The value with another one in place of each name and of each text in turn. */
function withPlanted(value: unknown, planted: string): unknown[] {
	if (Array.isArray(value))
		return value.flatMap((item, index) => withPlanted(item, planted).map((changed) => value.with(index, changed)));
	if (typeof value !== 'object' || value === null) return [planted];
	const entries = Object.entries(value);
	return entries.flatMap(([name, inner], index) => [
		Object.fromEntries(entries.with(index, [planted, inner])),
		...withPlanted(inner, planted).map((changed) => Object.fromEntries(entries.with(index, [name, changed]))),
	]);
}
