import { getHeapStatistics } from 'node:v8';
import { MAX_RUNNING_ANSWERS_BYTES, MIN_PIECE_BYTES } from '../../bounds';
import { ProviderFailure } from '../../types/failure';

const MB = 1024 * 1024;

export interface AnswerBounds {
	/** For the message. */
	readonly host: string;
	readonly maxBytes: number;
}

/** One answer while it is read. */
export class RunningAnswer {
	bytes = 0;
	ended = false;

	constructor(
		private readonly all: RunningAnswers,
		readonly bounds: AnswerBounds,
		readonly cut: (failure: ProviderFailure) => void,
	) {}

	/** Another piece has come. May cut this answer, or another one, before it returns. Called for every piece: it is cheap. */
	add(bytes: number): void {
		if (this.ended) return;
		const counted = bytes > MIN_PIECE_BYTES ? bytes : MIN_PIECE_BYTES;
		this.bytes += counted;
		this.all.totalBytes += counted;
		if (this.bytes > this.bounds.maxBytes || this.all.totalBytes > this.all.maxBytes) this.all.cutBeyond(this);
	}

	/** Nothing more is read of it, for whatever reason. May be called again. */
	end(): void {
		if (this.ended) return;
		this.ended = true;
		this.all.forget(this);
	}
}

/**
 * Counts what is read of all answers at once. An answer beyond its own bound is cut; when all together are beyond
 * theirs, the largest is, since small ones beside it are not at fault.
 */
export class RunningAnswers {
	private readonly running = new Set<RunningAnswer>();
	/** What is being read now. */
	totalBytes = 0;

	constructor(readonly maxBytes: number) {}

	/** @param cut called once, within some `add`, with the failure that ends the answer */
	begin(bounds: AnswerBounds, cut: (failure: ProviderFailure) => void): RunningAnswer {
		const answer = new RunningAnswer(this, bounds, cut);
		this.running.add(answer);
		return answer;
	}

	forget(answer: RunningAnswer): void {
		if (this.running.delete(answer)) this.totalBytes -= answer.bytes;
	}

	/** @param answer the one that has just grown */
	cutBeyond(answer: RunningAnswer): void {
		const { maxBytes } = answer.bounds;
		if (answer.bytes > maxBytes) this.cut(answer, `the answer is larger than ${inMegabytes(maxBytes)}`);
		while (this.totalBytes > this.maxBytes)
			this.cut(
				this.largest(),
				`all answers that are being read are larger than ${inMegabytes(this.maxBytes)} together, and this one was the largest`,
			);
	}

	private largest(): RunningAnswer {
		return [...this.running].reduce((largest, other) => (other.bytes > largest.bytes ? other : largest));
	}

	private cut(answer: RunningAnswer, reason: string): void {
		answer.end();
		answer.cut(cutOff(answer.bounds.host, reason));
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
