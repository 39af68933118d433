import type { ModelGroups, ModelGroupsSource, RedisSettings, RouterConfigInput } from '../../../lib';
import { fingerprintOf } from '../fingerprint';
import { InputFault } from '../input-fault';
import { keepLatest } from '../keep-latest';
import { describeFaults } from './describe-texts';
import { seal, unseal } from './sealed-text';

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

interface Version {
	/** Undefined: it came from Redis. */
	fingerprint?: string;
	groups: ValidGroups;
	/** Of the faulty text that it serves in place of: Redis has been asked, once, whether another process knows a later one. */
	insteadOf?: string;
}

interface SharedVersion {
	fingerprint: string;
	atMs: number;
	/** It has arrived, so that what is in Redis from then on is it or a later one. */
	isThere: boolean;
}

/** More credentials than an instance has in use. */
const MAX_CREDENTIALS = 200;
/** So many faults are told with every call; the credential's Test tells all. */
const TOLD_FAULTS = 3;
/** Another process may have shared a version in between that was taken back. */
const SHARE_AGAIN_MS = 60_000;

/**
 * Model Groups credentials as this process uses them: the present version, or the last valid one while the present one has
 * faults. A text without keys in it is also shared through Redis, where there is one, so that a process which has
 * never seen a valid version finds it there, sealed. Hidden texts may hold keys and stay in the process.
 */
export class LastValidGroups {
	private readonly versions = new Map<string, Version>();
	private readonly shared = new Map<string, SharedVersion>();

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
			known.insteadOf = undefined;
			this.share(credential, fingerprint, known.groups);
			return { groups: known.groups };
		}
		const groups = this.read(source);
		const fault =
			groups.faults.length > 0 ? describeFaults(groups.faults, TOLD_FAULTS) : credential.serverFault(groups);
		if (isValid(groups) && fault === undefined) {
			keepLatest(this.versions, id, { fingerprint, groups }, MAX_CREDENTIALS);
			this.share(credential, fingerprint, groups);
			return { groups };
		}
		const told = fault ?? 'it holds no model groups';
		const earlier =
			known?.insteadOf === fingerprint ? known.groups : await this.earlier(credential, fingerprint, groups);
		if (earlier === undefined) throw new InputFault(`The Model Groups credential has faults: ${told}`, 'node');
		return {
			groups: earlier,
			warning: `The Model Groups credential has faults, so its last valid version goes on serving: ${told}`,
		};
	}

	/** Whatever a text holds, even what nobody has thought of, an earlier version goes on. */
	private read(source: ModelGroupsSource): ModelGroups {
		try {
			return this.library.readModelGroups(source);
		} catch {
			return {
				groupNames: [],
				faults: [{ line: 1, column: 1, message: 'The text cannot be read. Please report it' }],
				ignored: [],
			};
		}
	}

	/** In the background: no call waits for it, and without it only a process that starts later is worse off. */
	private share(credential: GroupsCredential, fingerprint: string, groups: ValidGroups): void {
		const { id, source } = credential;
		const last = this.shared.get(id);
		if (source.keysInText === 'accepted') return;
		if (last?.fingerprint === fingerprint && this.now() - last.atMs < SHARE_AGAIN_MS) return;
		const redis = redisOf(credential, groups);
		if (redis === undefined) return;
		const shared = { fingerprint, atMs: this.now(), isThere: false };
		this.shared.set(id, shared);
		this.library
			.createSharedTexts(redis)
			.write(nameOf(credential), seal(source.text, source.secrets))
			.then(
				() => (shared.isThere = true),
				() => this.shared.delete(id),
			);
	}

	/** The last valid version: this process's own, unless others may have had a later one since. */
	private async earlier(
		credential: GroupsCredential,
		fingerprint: string,
		faulty: ModelGroups,
	): Promise<ValidGroups | undefined> {
		const { id } = credential;
		const known = this.versions.get(id);
		const shared = this.shared.get(id);
		const mayBeLater =
			known?.fingerprint === undefined || (shared?.fingerprint === known.fingerprint && shared.isThere);
		const read = mayBeLater ? await this.readShared(credential, faulty, known?.groups) : undefined;
		const groups = read ?? known?.groups;
		if (groups === undefined) return undefined;
		keepLatest(
			this.versions,
			id,
			{ fingerprint: read === undefined ? known?.fingerprint : undefined, groups, insteadOf: fingerprint },
			MAX_CREDENTIALS,
		);
		return groups;
	}

	private async readShared(
		credential: GroupsCredential,
		faulty: ModelGroups,
		known: ValidGroups | undefined,
	): Promise<ValidGroups | undefined> {
		const { source } = credential;
		try {
			const redis =
				source.keysInText === 'accepted'
					? undefined
					: (redisOf(credential, faulty) ?? (known && redisOf(credential, known)));
			const sealed = redis && (await this.library.createSharedTexts(redis).read(nameOf(credential)));
			const text = sealed === undefined ? undefined : unseal(sealed, source.secrets);
			if (text === undefined) return undefined;
			const groups = this.read({ ...source, text });
			return isValid(groups) && credential.serverFault(groups) === undefined ? groups : undefined;
		} catch {
			// Redis is away: what this process knows serves, or the faults are told.
			return undefined;
		}
	}
}

const nameOf = ({ instance = '', id }: GroupsCredential): string => `model-groups:${instance}:${id}`;

function isValid(groups: ModelGroups): groups is ValidGroups {
	return groups.config !== undefined && groups.faults.length === 0;
}

function redisOf({ redis, toRedis }: GroupsCredential, { redisUrl }: ModelGroups): RedisSettings | undefined {
	return redis ?? (redisUrl === undefined ? undefined : toRedis(redisUrl));
}
