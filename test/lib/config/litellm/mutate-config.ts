import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Scalar } from 'yaml';
import { modelInfo } from '../../../../lib/config/litellm/litellm-schema';
import type { Path } from '../../../../lib/config/model-groups/converted';
import { IN_LINES, IN_NAMES, type Mutated } from '../model-groups/mutations';

/** A scalar of a text with its place. */
interface Place {
	path: Path;
	node: Scalar;
	/** From 1. */
	line: number;
}

/** Names and values of a text, one by one. */
function placesIn(text: string): { names: Place[]; values: Place[] } {
	const lineCounter = new LineCounter();
	const names: Place[] = [];
	const values: Place[] = [];
	const visit = (node: unknown, path: Path): void => {
		const place = (scalar: Scalar, at: Path): Place => ({
			path: at,
			node: scalar,
			line: lineCounter.linePos(scalar.range![0]).line,
		});
		if (isScalar(node)) values.push(place(node, path));
		else if (isSeq(node)) node.items.forEach((item, index) => visit(item, [...path, index]));
		else if (isMap(node))
			for (const { key, value } of node.items) {
				if (!isScalar(key)) continue;
				const inside = [...path, `${key.value as string}`];
				names.push(place(key, inside));
				visit(value, inside);
			}
	};
	visit(parseDocument(text, { lineCounter }).contents, []);
	return { names, values };
}

/** Names that LiteLLM gives; all others the user chose, or nobody here reads. */
function isGivenName(path: Path): boolean {
	const [top, second, third, fourth, ...rest] = path;
	if (second === undefined) return true;
	if (top === 'environment_variables') return false;
	if (top === 'model_list')
		return (
			rest.length === 0 &&
			(fourth === undefined || third === 'litellm_params' || (third === 'model_info' && fourth in modelInfo.shape))
		);
	if (top === 'credential_list') return rest.length === 0 && (fourth === undefined || third === 'credential_values');
	if (top !== 'router_settings' && top !== 'litellm_settings' && top !== 'general_settings') return false;
	if (second === 'model_group_alias') return third === undefined || (fourth !== undefined && rest.length === 0);
	return (
		third === undefined ||
		(rest.length === 0 && /^(context_window_)?fallbacks$/.test(`${second}`) && fourth !== undefined)
	);
}

/** Settings that are taken over and have one type only. */
const OF_ONE_TYPE =
	/^(model_name|model|api_base|api_key|rpm|tpm|max_parallel_requests|timeout|stream_timeout|weight|order|num_retries|allowed_fails|cooldown_time|(input|output)_cost_per_token|cache_read_input_token_cost|max_input_tokens|supports_\w+|request_timeout|default_max_parallel_requests|routing_strategy|disable_cooldowns|redis_(host|password|ssl|url)|database_url|litellm_credential_name|credential_name)$/;

const VALUES: Readonly<Record<string, (written: string, value: unknown) => string | undefined>> = {
	'a figure as text': (written, value) => (typeof value === 'number' ? `"${written}"` : undefined),
	'truth as text': (written, value) => (typeof value === 'boolean' ? `"${written}"` : undefined),
	'text as a figure': (_written, value) => (typeof value === 'string' ? '7' : undefined),
	'a list for a value': (written) => `[${written}]`,
	'an object for a value': (written) => `{is: ${written}}`,
};

/** All mistakes of a kind that a text has places for. */
export function mistakes(what: string, text: string, random: () => number): Mutated[] {
	if (what in IN_NAMES) return misspellings(what, text, random);
	return what in VALUES ? wrongTypes(what, text) : brokenLines(what, text);
}

export const KINDS: readonly string[] = [
	...Object.keys(IN_NAMES),
	...Object.keys(VALUES),
	...Object.keys(IN_LINES).filter((what) => IN_LINES[what]!.syntax),
];

function misspellings(what: string, text: string, random: () => number): Mutated[] {
	return placesIn(text)
		.names.filter(({ path }) => isGivenName(path))
		.flatMap(({ node, line }) => {
			const name = `${node.value as string}`;
			const changed = IN_NAMES[what]!(name, Math.floor(random() * (name.length - 1)));
			return changed === name ? [] : [{ what, line, syntax: false, text: replaced(text, node, changed) }];
		});
}

function wrongTypes(what: string, text: string): Mutated[] {
	return placesIn(text)
		.values.filter(
			({ path }) => OF_ONE_TYPE.test(`${path.at(-1)}`) && path.join('.') !== 'general_settings.max_parallel_requests',
		)
		.flatMap(({ node, line }) => {
			const changed = VALUES[what]!(text.slice(node.range![0], node.range![1]), node.value);
			return changed === undefined ? [] : [{ what, line, syntax: false, text: replaced(text, node, changed) }];
		});
}

/** Not every slip breaks the writing: one that YAML takes is none of these. */
function brokenLines(what: string, text: string): Mutated[] {
	const lines = text.split('\n');
	return lines.flatMap((line, index) => {
		const changed = IN_LINES[what]!.mutate(line);
		const mutated = changed === undefined ? text : lines.with(index, changed).join('\n');
		return parseDocument(mutated).errors.length === 0 ? [] : [{ what, line: index + 1, syntax: true, text: mutated }];
	});
}

function replaced(text: string, { range }: Scalar, by: string): string {
	return text.slice(0, range![0]) + by + text.slice(range![1]);
}
