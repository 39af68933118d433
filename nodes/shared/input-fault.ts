/**
 * Something the user entered cannot be used. The message is one clear sentence that names the setting and never
 * repeats what was entered in prompts, messages or secrets.
 */
export class InputFault extends Error {
	constructor(
		message: string,
		/** `node`: the same for all items, so none is named. */
		readonly scope: 'item' | 'node' = 'item',
	) {
		super(message);
		this.name = 'InputFault';
	}
}
