import { quoteName } from '../quote-word';
import { remedyFor } from '../suggest';

/** That no model of LiteLLM's `model_list` has a name, with the one that was probably meant. Names that may be keys are not among those listed. */
export function noSuchModel(name: string, groups: readonly string[]): string {
	const remedy =
		remedyFor(
			name,
			groups.filter((group) => quoteName(group) !== ''),
		) ?? 'correct the name or remove it';
	return `There is no model${quoteName(name)} in model_list; ${remedy}`;
}
