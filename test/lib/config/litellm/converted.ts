import { parse } from 'yaml';
import { convertLiteLlm } from '../../../../lib/config/litellm/convert-litellm';
import type { RouterConfigInput, DeploymentInput, GroupInput } from '../../../../lib/config/input';
import type { Converted } from '../../../../lib/config/model-groups/converted';
import { formatPath } from '../../../../lib/errors';

export interface Document extends RouterConfigInput {
	defaults?: Partial<GroupInput>;
	redis?: unknown;
	postgres?: unknown;
}

/** A config.yaml as it is converted. */
export function convert(yaml: string): Converted & { document: Document } {
	return convertLiteLlm(parse(yaml)) as Converted & { document: Document };
}

/** `path: sentence` of every fault. */
export function faultsIn(yaml: string): string[] {
	return convert(yaml).faults.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

/** `path: sentence` of all that is ignored. */
export function ignoredIn(yaml: string): string[] {
	return convert(yaml).ignored.map(({ path, instead }) => `${formatPath(path)}: ${instead}`);
}

/** The one deployment of an entry whose `litellm_params` and further settings are given as YAML's flow style. */
export function deploymentOf(params: string, more = ''): DeploymentInput {
	const { document, faults } = convert(entry(params, more));
	expect(faults).toEqual([]);
	return document.groups.chat!.deployments[0]!;
}

export function entry(params: string, more = ''): string {
	return `model_list:\n  - {model_name: chat, litellm_params: {${params}}${more === '' ? '' : `, ${more}`}}\n`;
}
