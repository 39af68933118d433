import type { ModelDetails } from '../../policy/abilities';
import { isRecord } from '../http/error-answer';

/**
 * Reads the answer of `POST /api/show`. Before Ollama 0.6.4 it named no capabilities: then nothing is known of them. Answers
 * in a JSON schema are the server's work and come from every model.
 */
export function toOllamaModelDetails(answer: Record<string, unknown>): ModelDetails {
	const { capabilities } = answer;
	const named = Array.isArray(capabilities) ? capabilities : [];
	const supports = named.length === 0 ? {} : { images: named.includes('vision'), tools: named.includes('tools') };
	const contextWindow = contextWindowOf(answer);
	return { supports: { ...supports, jsonSchema: true }, ...(contextWindow !== undefined && { contextWindow }) };
}

/**
 * Ollama holds no more than `num_ctx` of a prompt ready, if the model sets it, and cuts longer ones without a word; never more
 * than the model was made for. (Where nothing sets it, the server's own default holds, which it does not tell.)
 */
function contextWindowOf({ parameters, model_info: info }: Record<string, unknown>): number | undefined {
	const set = typeof parameters === 'string' ? /^[ \t]*num_ctx[ \t]+(\d+)[ \t]*$/m.exec(parameters)?.[1] : undefined;
	const made = isRecord(info) ? positive(info[`${String(info['general.architecture'])}.context_length`]) : undefined;
	const sizes = [positive(Number(set)), made].filter((size) => size !== undefined);
	return sizes.length === 0 ? undefined : Math.min(...sizes);
}

function positive(value: unknown): number | undefined {
	return typeof value === 'number' && value > 0 ? value : undefined;
}
