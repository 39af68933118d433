import type { ModelGroups, ModelGroupsSource, RedisSettings } from '../../../lib';
import { fingerprintOf } from '../fingerprint';
import { InputFault } from '../input-fault';
import { keepLatest } from '../keep-latest';
import { n8nEncryptionKey } from '../n8n-encryption-key';
import { describeFaults, inOneLine } from './describe-texts';
import { isValid, type GroupsCredential, type ValidGroups } from './groups-credential';
import { SharedVersions, type SharedAnswer, type SharingLibrary } from './shared-versions';

type UsedLibrary = SharingLibrary & Pick<typeof import('../../../lib'), 'readModelGroups'>;

export interface UsableGroups {
	groups: ValidGroups;
	/** The credential has faults, so that an earlier version serves: what is wrong, in one line. */
	warning?: string;
	/** What people should know of versions that are shared with other processes, in a sentence. */
	hint?: string;
}

interface Version {
	/** Undefined: it came from Redis. */
	fingerprint?: string;
	groups: ValidGroups;
	/** Of the faulty text that it serves in place of: Redis has been asked, once, whether another process knows a later one. */
	insteadOf?: string;
	/** Of the answer that Redis gave then. */
	hint?: string;
}

interface SharedVersion {
	fingerprint: string;
	atMs: number;
	/** It has arrived, so that what is in Redis from then on is it or a later one. */
	isThere: boolean;
	/** Why it was not shared. */
	obstacle?: string;
}

/** More credentials than an instance has in use. */
const MAX_CREDENTIALS = 200;
/** So many faults are told with every call; the credential's Test tells all. */
const TOLD_FAULTS = 3;
/** Another process may have shared a version in between that was taken back. */
const SHARE_AGAIN_MS = 60_000;

/**
 * Model Groups credentials as this process uses them: the present version, or the last valid one while the present one has
 * faults. What a visible text says is also shared through Redis, where there is one, so that a process which has never seen
 * a valid version finds it there, sealed. Hidden texts may hold keys and stay in the process.
 */
export class LastValidGroups {
	private readonly versions = new Map<string, Version>();
	private readonly shared = new Map<string, SharedVersion>();
	private readonly sharedVersions: SharedVersions;

	/** @param encryptionKey n8n's; undefined where there is none */
	constructor(
		private readonly library: UsedLibrary,
		private readonly now: () => number = Date.now,
		encryptionKey: () => string | undefined = n8nEncryptionKey,
	) {
		this.sharedVersions = new SharedVersions(library, now, encryptionKey);
	}

	/** @throws InputFault with the faults, when there is no valid version to go on with */
	async use(credential: GroupsCredential): Promise<UsableGroups> {
		const { id, source } = credential;
		const known = this.versions.get(id);
		const fingerprint = fingerprintOf([source.text, [...source.secrets], source.keysInText]);
		if (known?.fingerprint === fingerprint) {
			known.insteadOf = undefined;
			return { groups: known.groups, hint: this.share(credential, fingerprint, known.groups) };
		}
		const groups = this.read(source);
		const fault =
			groups.faults.length > 0 ? describeFaults(groups.faults, TOLD_FAULTS) : credential.serverFault(groups);
		if (isValid(groups) && fault === undefined) {
			keepLatest(this.versions, id, { fingerprint, groups }, MAX_CREDENTIALS);
			return { groups, hint: this.share(credential, fingerprint, groups) };
		}
		return await this.useEarlier(credential, { fingerprint, groups, fault: fault ?? 'it holds no model groups' });
	}

	private async useEarlier(
		credential: GroupsCredential,
		faulty: { fingerprint: string; groups: ModelGroups; fault: string },
	): Promise<UsableGroups> {
		const known = this.versions.get(credential.id);
		const { groups, hint } =
			known?.insteadOf === faulty.fingerprint
				? known
				: await this.earlier(credential, faulty.fingerprint, faulty.groups);
		if (groups === undefined)
			throw new InputFault(
				inOneLine([`The Model Groups credential has faults: ${faulty.fault}`, ...(hint === undefined ? [] : [hint])]),
				'node',
			);
		const warning = `The Model Groups credential has faults, so its last valid version goes on serving: ${faulty.fault}`;
		return { groups, warning, hint };
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

	/**
	 * In the background: no call waits for it, and without it only a process that starts later is worse off.
	 * @returns why it cannot be shared, in a sentence
	 */
	private share(credential: GroupsCredential, fingerprint: string, groups: ValidGroups): string | undefined {
		const { id, source } = credential;
		const last = this.shared.get(id);
		if (source.keysInText === 'accepted') return undefined;
		if (last?.fingerprint === fingerprint && this.now() - last.atMs < SHARE_AGAIN_MS) return last.obstacle;
		const redis = redisOf(credential, groups);
		if (redis === undefined) return undefined;
		const atMs = this.now();
		const made = this.sharedVersions.seal(credential, groups, atMs);
		const obstacle = 'obstacle' in made ? made.obstacle : undefined;
		const shared: SharedVersion = { fingerprint, atMs, isThere: false, obstacle };
		this.shared.set(id, shared);
		if ('obstacle' in made) return obstacle;
		this.sharedVersions.write(credential, redis, made.sealed).then(
			() => (shared.isThere = true),
			() => this.shared.delete(id),
		);
		return undefined;
	}

	/** The last valid version: this process's own, unless others may have had a later one since. */
	private async earlier(
		credential: GroupsCredential,
		fingerprint: string,
		faulty: ModelGroups,
	): Promise<{ groups?: ValidGroups; hint?: string }> {
		const { id } = credential;
		const known = this.versions.get(id);
		const shared = this.shared.get(id);
		const mayBeLater =
			known?.fingerprint === undefined || (shared?.fingerprint === known.fingerprint && shared.isThere);
		const { groups: read, hint } = mayBeLater ? await this.readShared(credential, faulty, known?.groups) : {};
		const later = read !== undefined && isValid(read) && credential.serverFault(read) === undefined ? read : undefined;
		const groups = later ?? known?.groups;
		if (groups === undefined) return { hint };
		keepLatest(
			this.versions,
			id,
			{ fingerprint: later === undefined ? known?.fingerprint : undefined, groups, insteadOf: fingerprint, hint },
			MAX_CREDENTIALS,
		);
		return { groups, hint };
	}

	private async readShared(
		credential: GroupsCredential,
		faulty: ModelGroups,
		known: ValidGroups | undefined,
	): Promise<SharedAnswer> {
		if (credential.source.keysInText === 'accepted') return {};
		try {
			const redis = redisOf(credential, faulty) ?? (known && redisOf(credential, known));
			if (redis === undefined) return {};
			const sharedAtMs = this.shared.get(credential.id)?.atMs;
			// Clocks of several hosts differ.
			const earliestMs = sharedAtMs === undefined ? undefined : sharedAtMs - SHARE_AGAIN_MS;
			return await this.sharedVersions.read(credential, redis, earliestMs);
		} catch {
			// Redis is away: what this process knows serves, or the faults are told.
			return {};
		}
	}
}

function redisOf({ redis, toRedis }: GroupsCredential, { redisUrl }: ModelGroups): RedisSettings | undefined {
	return redis ?? (redisUrl === undefined ? undefined : toRedis(redisUrl));
}
