import type { ModelGroups, ModelGroupsSource, RedisSettings, RouterConfigInput } from '../../../lib';

/** Model groups without a fault. */
export type ValidGroups = ModelGroups & { config: RouterConfigInput };

/** A Model Groups credential as one execution meets it. */
export interface GroupsCredential {
	/** n8n's id, the same for as long as the credential exists. */
	id: string;
	/** n8n's own, the same in all its processes: a credential that was exported has the same id in another n8n, which may share the Redis. */
	instance?: string;
	source: ModelGroupsSource;
	/** Where versions are shared with other processes; by default in the Redis that the text names. */
	redis?: RedisSettings;
	/** Of a URL in the text. */
	toRedis: (url: string) => RedisSettings;
	/** What is wrong with the servers that a text without faults names, in a sentence. */
	serverFault: (groups: ModelGroups) => string | undefined;
}

export function isValid(groups: ModelGroups): groups is ValidGroups {
	return groups.config !== undefined && groups.faults.length === 0;
}
