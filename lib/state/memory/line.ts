/** What a line needs to know of those who stand in it: their order of arrival, unique. */
interface Queued {
	sequence: number;
}

/** Gaps are closed once there are this many, and as many as tickets. */
const MIN_GAPS = 64;

/**
 * The line of one deployment, always in order of arrival: a ticket that joins late, because its call
 * found this deployment worth waiting for only later, still stands before those who came after it.
 */
export class Line<T extends Queued> {
	/** Sorted by sequence; those who left stay as gaps until they are cleared away. */
	private places: T[] = [];
	private head = 0;
	private readonly standing = new Set<number>();

	get size(): number {
		return this.standing.size;
	}

	has(ticket: T): boolean {
		return this.standing.has(ticket.sequence);
	}

	add(ticket: T): void {
		if (this.standing.has(ticket.sequence)) return;
		this.standing.add(ticket.sequence);
		const index = this.indexOf(ticket.sequence);
		if (this.places[index]?.sequence !== ticket.sequence) this.places.splice(index, 0, ticket);
		this.head = Math.min(this.head, index);
	}

	remove(ticket: T): void {
		if (!this.standing.delete(ticket.sequence)) return;
		while (this.head < this.places.length && this.isGap(this.head)) this.head++;
		const gaps = this.places.length - this.size;
		if (gaps >= MIN_GAPS && gaps >= this.size) {
			this.places = this.places.filter(({ sequence }) => this.standing.has(sequence));
			this.head = 0;
		}
	}

	/** The oldest ticket that fits, of those that came before `beforeSequence`. */
	oldest(fits: (ticket: T) => boolean, beforeSequence = Infinity): T | undefined {
		for (let i = this.head; i < this.places.length; i++) {
			const ticket = this.places[i]!;
			if (ticket.sequence >= beforeSequence) return undefined;
			if (!this.isGap(i) && fits(ticket)) return ticket;
		}
		return undefined;
	}

	private isGap(index: number): boolean {
		return !this.standing.has(this.places[index]!.sequence);
	}

	/** Where a ticket of this sequence stands or belongs. */
	private indexOf(sequence: number): number {
		let low = 0;
		let high = this.places.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.places[middle]!.sequence < sequence) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
