import { MAX_SHARED_GROUPS_BYTES } from '../../bounds';
import type { RedisSettings } from './redis-settings';
import { useOnce } from './use-once';

/** Texts that processes share by name, in Redis beside the state. For what is seldom needed: each use is a connection of its own. */
export interface SharedTexts {
	/**
	 * The text that was written last; undefined when there is none, or none for 30 days. Whoever may write to Redis may have
	 * written it; of one that is too long, the beginning.
	 */
	read(name: string): Promise<string | undefined>;
	/** Keeps the text for 30 days. */
	write(name: string, text: string): Promise<void>;
}

const KEEP_MS = 30 * 86_400_000;
const TIMEOUT_MS = 2_000;

/** Errors of its verbs have one sentence, without full stop, that says what is wrong with Redis and what to do. */
export function createSharedTexts(settings: RedisSettings): SharedTexts {
	const keyOf = (name: string): string => `{${settings.keyPrefix}}:text:${name}`;
	return {
		async read(name) {
			const text = await useOnce(
				settings,
				TIMEOUT_MS,
				async (client) => await client.getrange(keyOf(name), 0, MAX_SHARED_GROUPS_BYTES),
			);
			return text === '' ? undefined : text;
		},
		async write(name, text) {
			await useOnce(settings, TIMEOUT_MS, async (client) => await client.set(keyOf(name), text, 'PX', KEEP_MS));
		},
	};
}
