import type { Message } from '../types/chat';
import type { Capabilities } from '../types/deployment';
import type { ChatRequest } from '../types/routing';

export type Ability = keyof Capabilities;

/** What one call asks of the deployments that may serve it. */
export interface CallNeeds {
	localOnly: boolean;
	/**
	 * Our guess of the prompt's size, which alone is held against context windows. The maximum of output does not count:
	 * many ask for far more than they get, and a provider that counts it says so, upon which a larger window is looked for.
	 */
	inputTokens: number;
	/** Beyond text, in the order in which they are looked at. */
	abilities: readonly Ability[];
	/** Context windows matter that the settings do not say: they are asked for. */
	long: boolean;
	/** The call's own `num_ctx` (in `extraBody.options`), which a provider with the trait `readsNumCtx` heeds over its model's. */
	numCtx?: number;
}

/**
 * Shorter calls fit everywhere, so nobody is asked for windows and the price data (50 ms) is not loaded for them. The
 * smallest chat model in the price catalogue takes 4,095 tokens; Ollama's smallest default is 4,096.
 */
export const SHORT_CALL_TOKENS = 4_000;

export function needsOf(
	{ messages, settings }: Pick<ChatRequest, 'messages' | 'settings'>,
	localOnly: boolean,
	inputTokens: number,
): CallNeeds {
	const abilities: Ability[] = [];
	if (messages.some(hasImage)) abilities.push('images');
	if ((settings?.tools?.length ?? 0) > 0 || messages.some(isAboutTools)) abilities.push('tools');
	if (settings?.responseSchema !== undefined) abilities.push('jsonSchema');
	return {
		localOnly,
		inputTokens,
		abilities,
		long: inputTokens > SHORT_CALL_TOKENS,
		numCtx: numCtxOf(settings?.extraBody),
	};
}

/** The settings alone may not do for it. Of other calls nobody is asked anything. */
export function asksForDetails(needs: CallNeeds): boolean {
	return needs.long || needs.abilities.length > 0;
}

function hasImage(message: Message): boolean {
	if (message.role !== 'user') return false;
	return message.content.some(
		(part) =>
			part.type === 'image' ||
			part.type === 'image_url' ||
			(part.type === 'file' && part.mediaType.startsWith('image/')),
	);
}

function isAboutTools(message: Message): boolean {
	return message.role === 'tool' || (message.role === 'assistant' && (message.toolCalls?.length ?? 0) > 0);
}

function numCtxOf(extraBody: Record<string, unknown> | undefined): number | undefined {
	const options = extraBody?.options;
	if (typeof options !== 'object' || options === null || !('num_ctx' in options)) return undefined;
	return typeof options.num_ctx === 'number' && options.num_ctx > 0 ? options.num_ctx : undefined;
}
