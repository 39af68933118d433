import { suggest } from '../suggest';

/** What stands at the top of LiteLLM's `config.yaml`. */
export const LITELLM_SECTIONS = [
	'model_list',
	'litellm_settings',
	'router_settings',
	'general_settings',
	'environment_variables',
] as const;

/** Whether a parsed text is LiteLLM's: it has one of its sections, or one whose name is close, and no groups of ours. */
export function isLiteLlm(value: object): boolean {
	const names = Object.keys(value);
	if (names.includes('groups')) return false;
	return names.some((name) => suggest(name, LITELLM_SECTIONS) !== undefined);
}
