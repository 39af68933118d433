import { getHeapStatistics } from 'node:v8';
import { MAX_RUNNING_ANSWERS_BYTES, MIN_PIECE_BYTES } from '../../bounds';
import { ProviderFailure } from '../../types/failure';

const MB = 1024 * 1024;

export interface AnswerBounds {
	/** For the message. */
	host: string;
	maxBytes: number;
}

/** One answer while it is read. */
export interface RunningAnswer {
	/** Another piece has come. May cut this answer, or another one, before it returns. */
	add(bytes: number): void;
	/** Nothing more is read of it, for whatever reason. May be called again. */
	end(): void;
}

interface Counted extends AnswerBounds {
	bytes: number;
	cut: (failure: ProviderFailure) => void;
}

/**
 * Counts what is read of all answers at once. An answer beyond its own bound is cut; when all together are beyond
 * theirs, the largest is, since small ones beside it are not at fault.
 */
export class RunningAnswers {
	private readonly running = new Set<Counted>();
	private total = 0;

	constructor(private readonly maxBytes: number) {}

	/** What is being read now. */
	get totalBytes(): number {
		return this.total;
	}

	/** @param cut called once, within some `add`, with the failure that ends the answer */
	begin(bounds: AnswerBounds, cut: (failure: ProviderFailure) => void): RunningAnswer {
		const answer: Counted = { ...bounds, bytes: 0, cut };
		this.running.add(answer);
		return { add: (bytes) => this.add(answer, bytes), end: () => this.end(answer) };
	}

	private add(answer: Counted, bytes: number): void {
		if (!this.running.has(answer)) return;
		const counted = Math.max(bytes, MIN_PIECE_BYTES);
		answer.bytes += counted;
		this.total += counted;
		if (answer.bytes > answer.maxBytes) this.cut(answer, `the answer is larger than ${inMegabytes(answer.maxBytes)}`);
		while (this.total > this.maxBytes)
			this.cut(
				this.largest(),
				`all answers that are being read are larger than ${inMegabytes(this.maxBytes)} together, and this one was the largest`,
			);
	}

	private largest(): Counted {
		return [...this.running].reduce((largest, other) => (other.bytes > largest.bytes ? other : largest));
	}

	private cut(answer: Counted, reason: string): void {
		this.end(answer);
		answer.cut(cutOff(answer.host, reason));
	}

	private end(answer: Counted): void {
		if (this.running.delete(answer)) this.total -= answer.bytes;
	}
}

/** The failure of an answer that was not read any further. */
export function cutOff(host: string, reason: string): ProviderFailure {
	return new ProviderFailure({ kind: 'server', message: `${host} was cut off: ${reason}.`, reached: true });
}

/** Those of this process. A text can take twice its bytes in memory, so a small heap gets a smaller bound. */
export const runningAnswers = new RunningAnswers(
	Math.min(MAX_RUNNING_ANSWERS_BYTES, getHeapStatistics().heap_size_limit / 4),
);

function inMegabytes(bytes: number): string {
	return `${Math.round(bytes / MB)} MB`;
}
