import { MAX_GROUPS_VALUES } from '../../bounds';
import type { Path } from '../model-groups/converted';

/**
 * Counts what one place of LiteLLM's file becomes in several of ours: aliases, credentials and lists of fallbacks for all
 * groups. A short text could stand for millions of values.
 */
export class Copies {
	private left = MAX_GROUPS_VALUES;

	/** @throws TooManyCopies */
	count(values: number, path: Path): void {
		this.left -= values;
		if (this.left < 0) throw new TooManyCopies(path);
	}
}

export class TooManyCopies extends Error {
	constructor(readonly path: Path) {
		super(
			'This setting is repeated in too many groups, and the text becomes too large with it; shorten the setting, or write fewer groups',
		);
	}
}
