import type { ModelGroups, ModelGroupsSource, RedisSettings, RouterConfigInput } from '../../../lib';
import { fingerprintOf } from '../fingerprint';
import { InputFault } from '../input-fault';
import { keepLatest } from '../keep-latest';
import { describeFaults } from './describe-texts';

type UsedLibrary = Pick<typeof import('../../../lib'), 'readModelGroups' | 'createSharedTexts'>;

/** Model groups without a fault. */
export type ValidGroups = ModelGroups & { config: RouterConfigInput };

export interface UsableGroups {
	groups: ValidGroups;
	/** The credential has faults, so that an earlier version serves: what is wrong, in one line. */
	warning?: string;
}

export interface GroupsCredential {
	/** n8n's id, the same for as long as the credential exists. */
	id: string;
	source: ModelGroupsSource;
	/** Where versions are shared with other processes; by default in the Redis that the text names. */
	redis?: RedisSettings;
	/** Of a URL in the text. */
	toRedis: (url: string) => RedisSettings;
	/** What is wrong with the servers that a text without faults names, in a sentence. */
	serverFault: (groups: ModelGroups) => string | undefined;
}

interface Version {
	fingerprint: string;
	groups: ValidGroups;
}

/** More credentials than an instance has in use. */
const MAX_CREDENTIALS = 200;
/** So many faults are told with every call; the credential's Test tells all. */
const TOLD_FAULTS = 3;
/** A shared text is kept for 30 days; once a day is often enough. */
const SHARE_AGAIN_MS = 86_400_000;

/**
 * Model Groups credentials as this process uses them: the present version, or the last valid one while the present one has
 * faults. A text without keys in it is also shared through Redis, where there is one, so that a process which has
 * never seen a valid version finds it there. Hidden texts may hold keys and stay in the process.
 */
export class LastValidGroups {
	private readonly versions = new Map<string, Version>();
	private readonly shared = new Map<string, { fingerprint: string; atMs: number }>();

	constructor(
		private readonly library: UsedLibrary,
		private readonly now: () => number = Date.now,
	) {}

	/** @throws InputFault with the faults, when there is no valid version to go on with */
	async use(credential: GroupsCredential): Promise<UsableGroups> {
		const { id, source } = credential;
		const known = this.versions.get(id);
		const fingerprint = fingerprintOf([source.text, [...source.secrets], source.keysInText]);
		if (known?.fingerprint === fingerprint) {
			this.share(credential, known);
			return { groups: known.groups };
		}
		const groups = this.read(source);
		const fault = groups.faults.length > 0 ? describeFaults(groups.faults, TOLD_FAULTS) : credential.serverFault(groups);
		if (isValid(groups) && fault === undefined) {
			const version = { fingerprint, groups };
			keepLatest(this.versions, id, version, MAX_CREDENTIALS);
			this.share(credential, version);
			return { groups };
		}
		const told = fault ?? 'it holds no model groups';
		const earlier = known?.groups ?? (await this.readShared(credential, groups));
		if (earlier === undefined) throw new InputFault(`The Model Groups credential has faults: ${told}`, 'node');
		return { groups: earlier, warning: `The Model Groups credential has faults, so its last valid version goes on serving: ${told}` };
	}

	/** Whatever a text holds, even what nobody has thought of, an earlier version goes on. */
	private read(source: ModelGroupsSource): ModelGroups {
		try {
			return this.library.readModelGroups(source);
		} catch {
			return { groupNames: [], faults: [{ line: 1, column: 1, message: 'The text cannot be read. Please report it' }], ignored: [] };
		}
	}

	/** In the background: no call waits for it, and without it only a process that starts later is worse off. */
	private share(credential: GroupsCredential, { fingerprint, groups }: Version): void {
		const { id, source } = credential;
		const last = this.shared.get(id);
		if (source.keysInText === 'accepted') return;
		if (last?.fingerprint === fingerprint && this.now() - last.atMs < SHARE_AGAIN_MS) return;
		const redis = redisOf(credential, groups);
		if (redis === undefined) return;
		this.shared.set(id, { fingerprint, atMs: this.now() });
		this.library
			.createSharedTexts(redis)
			.write(nameOf(id), source.text)
			.catch(() => this.shared.delete(id));
	}

	private async readShared(credential: GroupsCredential, faulty: ModelGroups): Promise<ValidGroups | undefined> {
		const { id, source } = credential;
		try {
			const redis = source.keysInText === 'accepted' ? undefined : redisOf(credential, faulty);
			const text = redis && (await this.library.createSharedTexts(redis).read(nameOf(id)));
			if (text === undefined) return undefined;
			const groups = this.read({ ...source, text });
			if (!isValid(groups) || credential.serverFault(groups) !== undefined) return undefined;
			keepLatest(this.versions, id, { fingerprint: '', groups }, MAX_CREDENTIALS);
			return groups;
		} catch {
			// Redis is away: the faults are what is told.
			return undefined;
		}
	}
}

const nameOf = (credentialId: string): string => `model-groups:${credentialId}`;

function isValid(groups: ModelGroups): groups is ValidGroups {
	return groups.config !== undefined && groups.faults.length === 0;
}

function redisOf({ redis, toRedis }: GroupsCredential, { redisUrl }: ModelGroups): RedisSettings | undefined {
	return redis ?? (redisUrl === undefined ? undefined : toRedis(redisUrl));
}
