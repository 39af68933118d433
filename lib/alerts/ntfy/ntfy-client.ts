import { systemClock, type Clock } from '../../clock';
import { pause } from '../../pause';
import { askNtfy, type NtfySettings } from './ask-ntfy';
import { notNtfy, NtfyError } from './ntfy-error';
import { toRequest, topicFault, type NtfyMessage } from './ntfy-message';

export interface NtfyClient {
	/**
	 * Three tries in all, of 10 s each, where the next may go better; between them 1 and 2 s, or as long as the server asks: one that asks for more than 30 s
	 * is not asked again. A server that takes no attachment gets the message without it. Ends within 100 s. A message whose answer was lost may come twice.
	 * @throws NtfyError, or the signal's reason
	 */
	publish(message: NtfyMessage, signal?: AbortSignal): Promise<{ attached: boolean }>;
	/**
	 * Whether the server is there and knows the login.
	 * @throws NtfyError
	 */
	check(signal?: AbortSignal): Promise<void>;
}

const TRIES = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** A client of an ntfy server (docs.ntfy.sh). Keys never follow a redirect. */
export function createNtfyClient(settings: NtfySettings, { clock = systemClock }: { clock?: Clock } = {}): NtfyClient {
	return {
		async publish(message, signal) {
			const fault = topicFault(message.topic);
			if (fault !== undefined) throw new NtfyError(fault);
			let attachment = message.attachment;
			for (let tries = 1; ;) {
				try {
					const answer = await askNtfy(settings, toRequest({ ...message, attachment }), { clock, signal });
					if (typeof answer.id !== 'string') throw notNtfy();
					return { attached: attachment !== undefined };
				} catch (error) {
					if (!(error instanceof NtfyError)) throw error;
					if (attachment !== undefined && error.refusesAttachment) {
						attachment = undefined;
						continue;
					}
					const pauseMs = Math.max(FIRST_PAUSE_MS * 2 ** (tries - 1), error.retryAfterMs ?? 0);
					if (!error.mayPass || tries === TRIES || pauseMs > LONGEST_PAUSE_MS) throw error;
					signal?.throwIfAborted();
					await pause(clock, pauseMs, { signal });
					signal?.throwIfAborted();
					tries++;
				}
			}
		},

		async check(signal) {
			const get = async (path: string) =>
				await askNtfy(settings, { method: 'GET', path, headers: {} }, { clock, signal });
			if (settings.login.kind === 'none') {
				if ((await get('/v1/health')).healthy !== true) throw notNtfy();
				return;
			}
			const { username, role } = await get('/v1/account');
			if (typeof username !== 'string') throw notNtfy();
			if (role === 'anonymous')
				throw new NtfyError(
					'ntfy took no notice of the login: it has no users, or a proxy in front of it keeps the login to itself; choose None as Authentication, or correct that',
				);
		},
	};
}
