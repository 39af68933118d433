interface Entry {
	id: string;
	atMs: number;
	weight: number;
	removed: boolean;
}

/** Expired entries are cut off the array once there are this many, and as many as live ones. */
const MIN_CUT = 1024;

/**
 * An exact log of what happened in the last while: how many entries, and the sum of their weights.
 * An entry made at `t` counts in [t, t + windowMs). Entries are added in the order of time. After a clock that went back,
 * what lies ahead of the present counts from now on.
 *
 * Every operation is O(1) amortised, but `moveTo`, which passes over the entries between, and the two `msUntil…`, which
 * walk over the entries that must expire first.
 */
export class SlidingWindow {
	private entries: Entry[] = [];
	private head = 0;
	private readonly byId = new Map<string, Entry>();
	private weights = 0;

	/** Live entries as of the last `expire`. */
	get count(): number {
		return this.byId.size;
	}

	/** Sum of the live entries' weights as of the last `expire`. */
	get sum(): number {
		return this.weights;
	}

	has(id: string): boolean {
		return this.byId.has(id);
	}

	/** Since when an entry counts; undefined for unknown and expired ones. */
	timeOf(id: string): number | undefined {
		return this.byId.get(id)?.atMs;
	}

	/** An id that is there already counts once, from now on. */
	add(id: string, atMs: number, weight: number): void {
		this.remove(id);
		const entry = { id, atMs, weight, removed: false };
		this.entries.push(entry);
		this.byId.set(id, entry);
		this.weights += weight;
	}

	/** Puts another weight in place of an entry's; unknown and expired ones are ignored. */
	correct(id: string, weight: number): void {
		const entry = this.byId.get(id);
		if (!entry) return;
		this.weights += weight - entry.weight;
		entry.weight = weight;
	}

	/** Lets an entry count from a later time on; unknown and expired ones, and earlier times, are ignored. */
	moveTo(id: string, atMs: number): void {
		const entry = this.byId.get(id);
		if (!entry || atMs <= entry.atMs) return;
		entry.removed = true;
		const moved = { ...entry, atMs, removed: false };
		this.byId.set(id, moved);
		let place = this.entries.length;
		while (place > this.head && this.entries[place - 1]!.atMs > atMs) place--;
		this.entries.splice(place, 0, moved);
	}

	/** As if the entry had never been; unknown and expired ones are ignored. */
	remove(id: string): void {
		const entry = this.byId.get(id);
		if (!entry) return;
		this.drop(entry);
		entry.removed = true;
		while (this.entries.length > this.head && this.entries[this.entries.length - 1]!.removed) this.entries.pop();
	}

	/** Lets go of everything that is `windowMs` old or older. */
	expire(nowMs: number, windowMs: number): void {
		this.takeAheadAsNow(nowMs);
		for (; this.head < this.entries.length; this.head++) {
			const entry = this.entries[this.head]!;
			if (!entry.removed && entry.atMs + windowMs > nowMs) break;
			if (!entry.removed) this.drop(entry);
		}
		if (this.head === this.entries.length) {
			if (this.head > 0) this.clear();
		} else if (this.head >= MIN_CUT && this.head * 2 >= this.entries.length) {
			this.entries = this.entries.slice(this.head);
			this.head = 0;
		}
	}

	clear(): void {
		this.entries = [];
		this.head = 0;
		this.byId.clear();
		this.weights = 0;
	}

	/** Time until there are fewer than `limit` entries, `limit` being at least 1; 0 when there are now. */
	msUntilCountBelow(limit: number, nowMs: number, windowMs: number): number {
		return this.msUntil((count) => count < limit, nowMs, windowMs);
	}

	/** Time until the weights add up to `limit` at most, `limit` being at least 0; 0 when they do now. */
	msUntilSumAtMost(limit: number, nowMs: number, windowMs: number): number {
		return this.msUntil((_count, sum) => sum <= limit, nowMs, windowMs);
	}

	private msUntil(isEnough: (count: number, sum: number) => boolean, nowMs: number, windowMs: number): number {
		let { count, sum } = this;
		let waitMs = 0;
		for (let i = this.head; i < this.entries.length && !isEnough(count, sum); i++) {
			const entry = this.entries[i]!;
			if (entry.removed) continue;
			count -= 1;
			sum -= entry.weight;
			waitMs = entry.atMs + windowMs - nowMs;
		}
		return waitMs;
	}

	private takeAheadAsNow(nowMs: number): void {
		for (let i = this.entries.length - 1; i >= this.head && this.entries[i]!.atMs > nowMs; i--)
			this.entries[i]!.atMs = nowMs;
	}

	private drop(entry: Entry): void {
		this.byId.delete(entry.id);
		this.weights -= entry.weight;
	}
}
