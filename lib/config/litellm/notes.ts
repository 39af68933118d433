import { MAX_REPORTED_FAULTS } from '../../bounds';
import type { ConfigFault } from '../../errors';
import type { Converted, Path } from '../model-groups/converted';

/** What the conversion has to say, in the order in which it is found. */
export class Notes {
	readonly faults: ConfigFault[] = [];
	readonly ignored: Converted['ignored'] = [];
	private readonly ignoredPlaces = new Set<string>();

	/** Of more than are reported nothing is kept. @param message made only if it is kept, where making it takes time */
	fault(path: Path, message: string | (() => string)): void {
		if (this.faults.length >= MAX_REPORTED_FAULTS) return;
		this.faults.push({ path: [...path], message: typeof message === 'string' ? message : message() });
	}

	/**
	 * Once for each place, what is said first.
	 * @param instead a sentence: what to use in its place, or why nothing is needed
	 */
	ignore(path: Path, instead: string): void {
		const place = JSON.stringify(path);
		if (this.ignoredPlaces.has(place)) return;
		this.ignoredPlaces.add(place);
		this.ignored.push({ path: [...path], instead });
	}
}
