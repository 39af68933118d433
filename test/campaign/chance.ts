/**
 * A reproducible source of chance (mulberry32): the same numbers give the same draws on every machine, so that a seed and a
 * case's number are enough to play the case again.
 */
export class Chance {
	private state = 0x9e3779b9;

	constructor(...numbers: readonly number[]) {
		for (const number of numbers) {
			this.state ^= number >>> 0;
			this.next();
		}
	}

	/** In [0, 1). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		this.state ^= mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** Both ends included. */
	whole(from: number, to: number): number {
		return from + Math.floor(this.next() * (to - from + 1));
	}

	happens(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(choices: readonly T[]): T {
		return choices[Math.floor(this.next() * choices.length)]!;
	}

	/** `make()` with this probability, else undefined; draws the same number of times only where `make` does. */
	maybe<T>(probability: number, make: () => T): T | undefined {
		return this.happens(probability) ? make() : undefined;
	}

	/** In place. */
	shuffle<T>(list: T[]): void {
		for (let left = list.length; left > 1; left--) {
			const at = this.whole(0, left - 1);
			[list[at], list[left - 1]] = [list[left - 1]!, list[at]!];
		}
	}

	/** Letters and digits. */
	word(length: number): string {
		const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
		return Array.from({ length }, () => letters[this.whole(0, letters.length - 1)]).join('');
	}
}
