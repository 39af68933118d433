/** Shorter pieces are joined now and then: each, and each of those that it was put together from, takes 32 bytes and more. */
const SMALL_LENGTH = 16_384;
const MAX_SMALL_PIECES = 64;

/** A text that comes in pieces, however many: a character at a time costs little more than all at once. */
export class TextPieces {
	private readonly pieces: string[] = [];
	/** The latest, all of them small. */
	private small: string[] = [];

	get isEmpty(): boolean {
		return this.pieces.length === 0 && this.small.length === 0;
	}

	add(text: string): void {
		if (text === '') return;
		if (text.length < SMALL_LENGTH) {
			if (this.small.push(text) >= MAX_SMALL_PIECES) this.joinSmall();
			return;
		}
		this.joinSmall();
		this.pieces.push(text);
	}

	clear(): void {
		this.pieces.length = 0;
		this.small = [];
	}

	/** All of it, in time that is linear in its length. Cannot throw: an answer is at most 64 MB. */
	toString(): string {
		return [...this.pieces, ...this.small].join('');
	}

	private joinSmall(): void {
		if (this.small.length === 0) return;
		this.pieces.push(this.small.join(''));
		this.small = [];
	}
}
