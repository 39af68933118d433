import type { ModelGroups, RedisSettings } from '../../../lib';
import type { GroupsCredential, ValidGroups } from './groups-credential';
import { seal, unseal, type Owner } from './sealed-groups';

const NO_KEY =
	'The model groups are not shared through Redis, since no encryption key of n8n was found to seal them with: set N8N_ENCRYPTION_KEY or N8N_ENCRYPTION_KEY_FILE, or let n8n read its settings file. Until then a process that starts while the credential has a fault has no earlier version to go on with';
const TOO_LONG =
	'The model groups are not shared through Redis, since they are too long with all that is repeated in them: a process that starts while the credential has a fault has no earlier version to go on with';
const NOT_OURS =
	"A version of the Model Groups credential in Redis was ignored, since no process with this n8n's encryption key wrote it for this credential in the last 30 days, or since this process did";

/** What is used of the library. */
export type SharingLibrary = Pick<
	typeof import('../../../lib'),
	'readUnfilledGroups' | 'createSharedTexts' | 'MAX_SHARED_GROUPS_BYTES'
>;

/** What Redis had, or what people should know of why it had nothing. */
export interface SharedAnswer {
	groups?: ModelGroups;
	hint?: string;
}

/**
 * Versions of Model Groups credentials in Redis, for processes that start later. They hold what a text says, with
 * its references not looked up, sealed with n8n's encryption key: a user of the Redis cannot have a key sent anywhere.
 */
export class SharedVersions {
	constructor(
		private readonly library: SharingLibrary,
		private readonly now: () => number,
		private readonly encryptionKey: () => string | undefined,
	) {}

	/** The groups as they may stand in Redis, or why they may not, in a sentence. */
	seal(
		credential: GroupsCredential,
		{ unfilled = {} }: ValidGroups,
		atMs: number,
	): { sealed: string } | { obstacle: string } {
		const key = this.encryptionKey();
		if (key === undefined) return { obstacle: NO_KEY };
		const sealed = seal(unfilled, ownerOf(credential), key, atMs);
		return sealed.length <= this.library.MAX_SHARED_GROUPS_BYTES ? { sealed } : { obstacle: TOO_LONG };
	}

	/** @throws Error when Redis does not take them */
	async write(credential: GroupsCredential, redis: RedisSettings, sealed: string): Promise<void> {
		await this.library.createSharedTexts(redis).write(nameOf(credential), sealed);
	}

	/**
	 * @param earliestMs one that was sealed before is ignored
	 * @throws Error when Redis does not answer
	 */
	async read(credential: GroupsCredential, redis: RedisSettings, earliestMs?: number): Promise<SharedAnswer> {
		const key = this.encryptionKey();
		if (key === undefined) return { hint: NO_KEY };
		const sealed = await this.library.createSharedTexts(redis).read(nameOf(credential));
		if (sealed === undefined) return {};
		const unfilled = unseal(sealed, ownerOf(credential), key, this.now(), earliestMs);
		if (unfilled === undefined) return { hint: NOT_OURS };
		return { groups: this.library.readUnfilledGroups(unfilled, credential.source) };
	}
}

const ownerOf = ({ instance, id }: GroupsCredential): Owner => ({ instance, credential: id });

/** Not the name that the first versions used, which took unsigned texts: neither reads what the other writes. */
const nameOf = ({ instance = '', id }: GroupsCredential): string => `sealed-model-groups:${instance}:${id}`;
