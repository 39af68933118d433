import type { ConfigFault } from '../../errors';
import { toFaults } from '../issue-faults';
import type { Path } from '../model-groups/converted';
import { suggest } from '../suggest';
import { unknownSetting } from '../unknown-setting';
import { litellmConfig, modelInfo } from './litellm-schema';

type Section = Readonly<Record<string, unknown>>;

/** An entry of `model_list`. */
export interface ModelEntry {
	model_name?: string;
	litellm_params?: Section;
	model_info?: Section;
	rpm?: unknown;
	tpm?: unknown;
}

/** As the schema has it, but for whatever it refused, which is undefined. */
export interface LiteLlmConfig {
	model_list?: ReadonlyArray<ModelEntry | undefined>;
	router_settings?: Section;
	litellm_settings?: Section;
	general_settings?: Section;
	environment_variables?: Section;
	credential_list?: ReadonlyArray<{ credential_name?: string; credential_values?: Section } | undefined>;
}

/** What can be used of LiteLLM's `config.yaml`, and what is wrong with its names and types. */
export function readConfig(value: unknown): { config: LiteLlmConfig; faults: ConfigFault[] } {
	const input = withoutNulls(value);
	const issues = litellmConfig.safeParse(input).error?.issues ?? [];
	const refused: Refused = new Map();
	for (const { code, path } of issues) if (code !== 'unrecognized_keys') addPath(refused, path);
	const config = without(input, refused);
	const usable: LiteLlmConfig = isObject(config) ? config : {};
	return { config: usable, faults: toFaults({ input, schema: litellmConfig, issues, others: misspeltInfo(usable) }) };
}

/** They may stand in `model_info`, though they look like names that are taken over. */
const NOT_MISSPELT = ['model', 'models', 'node', 'code', 'max_output_tokens'];

/** Any name may stand in `model_info`: only what is close to one that is taken over is refused. */
function misspeltInfo({ model_list: entries }: LiteLlmConfig): ConfigFault[] {
	const known = Object.keys(modelInfo.shape);
	if (!Array.isArray(entries)) return [];
	return entries.flatMap((entry: ModelEntry | undefined, index) => {
		const names = isObject(entry?.model_info) ? Object.keys(entry.model_info) : [];
		const free = known.filter((name) => !names.includes(name));
		return names
			.filter((name) => !known.includes(name) && !NOT_MISSPELT.includes(name) && suggest(name, free) !== undefined)
			.map((name) => unknownSetting(['model_list', index, 'model_info', name], free));
	});
}

/** Null is how YAML writes a name without a value; in a list it stays. */
function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map((item) => (item === null ? null : withoutNulls(item)));
	if (!isObject(value)) return value ?? undefined;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutNulls(inner)]));
}

/** Paths by their steps; `WHOLE` where one ends. */
type Refused = Map<string | number | typeof WHOLE, Refused>;
const WHOLE = Symbol('whole');

function addPath(refused: Refused, path: Path): void {
	let at = refused;
	for (const step of [...path, WHOLE] as const) {
		const next = at.get(step) ?? (new Map() as Refused);
		at.set(step, next);
		at = next;
	}
}

function without(value: unknown, refused: Refused | undefined): unknown {
	if (refused === undefined) return value;
	if (refused.has(WHOLE)) return undefined;
	if (Array.isArray(value)) return value.map((item, index) => without(item, refused.get(index)));
	if (!isObject(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, without(inner, refused.get(name))]));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
