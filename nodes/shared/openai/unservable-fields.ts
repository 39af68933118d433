import { FieldFault } from '../field-fault';

interface UnservableField {
	/** What of it is no wish at all; absence and null never are. */
	isHarmless: (value: unknown) => boolean;
	sentence: string;
}

const never = () => false;

/** Fields that would change what the answer is, or its price, in a way that no one here could see to. */
const UNSERVABLE: Readonly<Record<string, UnservableField>> = {
	n: { isHarmless: (value) => value === 1, sentence: 'n must be 1: a call has one answer' },
	logprobs: { isHarmless: (value) => value === false, sentence: 'logprobs cannot be had: few providers tell them' },
	top_logprobs: { isHarmless: (value) => value === 0, sentence: 'top_logprobs cannot be had: few providers tell them' },
	audio: { isHarmless: never, sentence: 'audio cannot be had: answers are text' },
	modalities: {
		isHarmless: (value) => Array.isArray(value) && value.every((kind) => kind === 'text'),
		sentence: 'modalities may hold text only: answers are text',
	},
	functions: { isHarmless: never, sentence: 'functions cannot be sent: use tools' },
	function_call: { isHarmless: never, sentence: 'function_call cannot be sent: use tool_choice' },
	web_search_options: {
		isHarmless: never,
		sentence: "web_search_options cannot be sent: a search is one provider's own, and its price would not be known",
	},
	service_tier: {
		isHarmless: (value) => value === 'auto' || value === 'default',
		sentence: 'service_tier must be auto or default: the prices of other tiers are not known',
	},
};

/** The names of fields that are never passed on, be they harmless or not. */
export const UNSERVABLE_FIELDS: readonly string[] = Object.keys(UNSERVABLE);

/** @throws FieldFault for the first that is there. */
export function refuseUnservable(body: Record<string, unknown>): void {
	for (const [name, { isHarmless, sentence }] of Object.entries(UNSERVABLE)) {
		const value = body[name];
		if (value !== undefined && value !== null && !isHarmless(value)) throw new FieldFault(sentence, name);
	}
}
