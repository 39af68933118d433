import { InputFault } from './input-fault';

/** A field of a request in the shape of OpenAI's API cannot be used. */
export class FieldFault extends InputFault {
	constructor(
		message: string,
		/** Its path as that API writes it, such as `messages[1].content`; undefined: the body itself. */
		readonly field?: string,
	) {
		super(message);
		this.name = 'FieldFault';
	}
}

/** What `read` finds wrong, without a field of its own, is this field's fault. */
export function inField<T>(field: string | undefined, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw error instanceof InputFault && !(error instanceof FieldFault) ? new FieldFault(error.message, field) : error;
	}
}
