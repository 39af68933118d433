import { isRecord } from './error-answer';

/**
 * The arguments of an earlier tool call for a protocol that takes an object only. Broken JSON is kept as text, so that
 * the model sees what it wrote.
 */
export function toArgumentsObject(text: string): Record<string, unknown> {
	if (text.trim() === '') return {};
	try {
		const parsed: unknown = JSON.parse(text);
		if (isRecord(parsed)) return parsed;
	} catch {
		// Falls through: a model wrote it, and models err.
	}
	return { unparsed_arguments: text };
}
