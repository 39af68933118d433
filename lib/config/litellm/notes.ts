import type { ConfigFault } from '../../errors';
import type { Converted, Path } from '../model-groups/converted';

/** What the conversion has to say, in the order in which it is found. */
export class Notes {
	readonly faults: ConfigFault[] = [];
	readonly ignored: Converted['ignored'] = [];
	private readonly ignoredPlaces = new Set<string>();

	fault(path: Path, message: string): void {
		this.faults.push({ path: [...path], message });
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
