import type { Found, Settings } from './found';
import type { Notes } from './notes';
import { tracedObject, type Traced } from './traced';

const PER_MILLION = 1_000_000;

/**
 * USD per million tokens of what LiteLLM has per token. A price for input alone, or for output alone, would make the other free: it is
 * noted as ignored, and the price catalogue's hold.
 * @param find the setting of a name with its reference filled in
 */
export function toPrices(
	find: (name: string) => Found | undefined,
	notes: Notes,
	settings: readonly Settings[],
): Traced | undefined {
	const input = find('input_cost_per_token');
	const output = find('output_cost_per_token');
	if (input === undefined || output === undefined) {
		for (const { path } of COSTS.flatMap((name) => settings.flatMap((one) => one.get(name) ?? [])))
			notes.ignore(
				path,
				"Prices count where both input_cost_per_token and output_cost_per_token are set; the price catalogue's is used",
			);
		return undefined;
	}
	return tracedObject(input.path, {
		inputPerMillion: perMillion(input),
		outputPerMillion: perMillion(output),
		cachedInputPerMillion: perMillion(find('cache_read_input_token_cost')),
		cacheWritePerMillion: perMillion(find('cache_creation_input_token_cost')),
	});
}

const COSTS = [
	'input_cost_per_token',
	'output_cost_per_token',
	'cache_read_input_token_cost',
	'cache_creation_input_token_cost',
];

/** Rounded to 12 digits, so that 1.1e-7 a token is 0.11 a million. */
function perMillion(found: Found | undefined): Traced | undefined {
	if (found === undefined) return undefined;
	const { value, path } = found;
	return { origin: path, leaf: typeof value === 'number' ? Number((value * PER_MILLION).toPrecision(12)) : value };
}
