import { withoutTrailingSlashes } from '../../without-trailing-slashes';
import { isReference } from './environment-variables';

/** The path of Azure's v1 API, https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle. */
const V1_PATH = '/openai/v1';

/**
 * The address of Azure's v1 API, which speaks OpenAI's chat completions with the deployment's name as the model, from LiteLLM's
 * `api_base`: the resource's address, or one below it. What is no URL stays as it is, for the gate to say so.
 */
export function azureBaseUrl(apiBase: string): string {
	if (isReference(apiBase)) return apiBase + V1_PATH;
	if (!URL.canParse(apiBase)) return apiBase;
	const path = withoutTrailingSlashes(new URL(apiBase).pathname.replace(/\/openai(\/.*)?$/, ''));
	return apiBase.slice(0, endOfHost(apiBase)) + path + V1_PATH;
}

/** User names and passwords stay in it, so that the gate refuses them. */
function endOfHost(address: string): number {
	const begin = address.indexOf('//') + 2;
	const length = address.slice(begin).search(/[/?#]/);
	return length === -1 ? address.length : begin + length;
}

/** LiteLLM's words between `azure/` and the name, which tell it the kind of model. */
export function azureDeployment(model: string): string {
	return model.replace(/^(o_series|gpt5_series|responses)\//, '');
}
