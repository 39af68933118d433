import { confidentialOf, redact, type Confidential } from '../../../lib/redaction/redact';
import type { GenerationSettings } from '../../../lib/types/chat';
import type { Endpoint } from '../../../lib/types/deployment';

interface Call {
	endpoint?: Partial<Endpoint>;
	model?: string;
	settings?: GenerationSettings;
}

/** What an error about a call with these prompts must not show. */
export function confidential(
	prompts: readonly string[],
	{ endpoint, model = 'm', settings = {} }: Call = {},
): Confidential {
	const whole = { baseUrl: 'https://provider.test/v1', headers: {}, ...endpoint };
	const messages = prompts.map((text) => ({ role: 'user' as const, content: [{ type: 'text' as const, text }] }));
	return confidentialOf(whole, { model, messages, settings });
}

/** A message as it is shown after a call with these prompts. */
export const shown = (message: string, ...prompts: string[]): string => redact(message, confidential(prompts));
