import type { ModelGroups, ModelGroupsSource } from '../../../../lib/config/model-groups/model-groups';
import { readModelGroups } from '../../../../lib/config/model-groups/read-model-groups';

export interface Given {
	secrets?: Record<string, string>;
	environment?: Record<string, string>;
	keysInText?: ModelGroupsSource['keysInText'];
}

export function read(
	text: string,
	{ secrets = {}, environment = {}, keysInText = 'refused' }: Given = {},
): ModelGroups {
	return readModelGroups({
		text,
		secrets: new Map(Object.entries(secrets)),
		environment: (name) => (environment[name] === undefined ? undefined : { value: environment[name] }),
		keysInText,
	});
}

/** `line:column sentence` of every fault, in the order told. */
export function faultsIn(text: string, given?: Given): string[] {
	return read(text, given).faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

/** A text whose one group `chat` has these deployments, the first on line 4. */
export function deployments(...rows: string[]): string {
	return `groups:\n  chat:\n    deployments:\n${rows.map((row) => `      - ${row}\n`).join('')}`;
}

export const OLLAMA = '{ provider: ollama, model: "llama3.2:3b" }';
