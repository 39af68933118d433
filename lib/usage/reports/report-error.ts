/** A report was asked for that cannot be made. The message is one sentence without full stop that names the field and what to do. */
export class ReportError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'ReportError';
	}
}
