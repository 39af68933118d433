/**
 * What the router does not promise yet. Each is one switch: turned on, the campaign holds the router to it.
 */
export const PROMISES = {
	/** A request in the form that a server asked for is an attempt that is shown and takes a place in RPM. */
	secondFormIsAnAttempt: false,
	/** A 400, 413 or 422 that is not recognised is asked once at the next deployment. */
	unknownRefusalIsAskedOnceMore: false,
	/** Refusals marked `pending` in the catalogue are classified as what they are about, so that the next deployment is asked. */
	refusalsAreTakenForWhatTheyAreAbout: false,
	/** Text that comes behind a finish reason belongs to the answer. */
	textBehindAFinishReasonCounts: false,
};
