import { MAX_CONTINUED_LENGTH } from '../bounds';
import { dropRepeatedEnd, mayBeRepeating } from '../policy/continuation';
import type { MidStreamFailure } from '../types/deployment';
import type { RouterEvent } from '../types/routing';
import type { ProviderEvent } from '../types/chat';
import { TextPieces } from './text-pieces';

export type VisibleEvent = Exclude<RouterEvent, { type: 'answer' }>;

/**
 * What the user has seen of the answer. It decides whether a failed attempt may be followed by another, and
 * holds back what a continuation repeats.
 */
export class Visible {
	/** Text that attempts before the present one have shown, kept because the present one continues it. */
	textBefore = '';
	private readonly shown = new TextPieces();
	private toolCallBegun = false;
	private yieldedByAttempt = false;
	/** The beginning of a continuation, while it may repeat what is there; undefined: let through. */
	private heldBack?: string;

	constructor(
		private readonly whole: boolean,
		private readonly midStreamFailure: MidStreamFailure,
	) {}

	/** Everything the user has seen; of a call that is answered as a whole, what its last attempt would have shown. */
	get shownText(): string {
		return this.textBefore + this.shown.toString();
	}

	/** What every error of the call hands on; undefined: no text has been seen. */
	get partialText(): string | undefined {
		return this.whole || this.shownText === '' ? undefined : this.shownText;
	}

	/** A failure of the present attempt may be followed by another attempt. */
	get mayFailOver(): boolean {
		if (this.whole || (this.shownText === '' && !this.toolCallBegun)) return true;
		const mayContinue = this.midStreamFailure === 'continue' && !this.toolCallBegun;
		return mayContinue && this.shownText.length <= MAX_CONTINUED_LENGTH;
	}

	/** What the failed attempt yielded is void and the consumer must be told: it was reasoning only. */
	get discards(): boolean {
		return !this.whole && this.yieldedByAttempt && this.shownText === '';
	}

	/** The next attempt carries on a visible text instead of starting over. */
	get continues(): boolean {
		return this.textBefore !== '';
	}

	beginAttempt(): void {
		if (!this.whole) this.textBefore = this.shownText;
		this.shown.clear();
		this.toolCallBegun = false;
		this.yieldedByAttempt = false;
		this.heldBack = this.continues ? '' : undefined;
	}

	/** What the user may see of an event now, in order. Who waits for the whole answer sees nothing of its parts. */
	show(event: ProviderEvent): VisibleEvent[] {
		const seen = this.take(event);
		return this.whole ? [] : seen;
	}

	/** What was still held back when the attempt's answer ended. */
	flush(): VisibleEvent[] {
		if (this.heldBack === undefined) return [];
		const text = dropRepeatedEnd(this.textBefore, this.heldBack);
		this.heldBack = undefined;
		return this.letThrough(text);
	}

	/** The present attempt's text as the user saw it. */
	get attemptText(): string {
		return this.shown.toString();
	}

	private take(event: ProviderEvent): VisibleEvent[] {
		switch (event.type) {
			case 'text':
				return this.showText(event.text);
			case 'tool_call':
				this.toolCallBegun = true;
				return this.afterText(event);
			case 'reasoning':
				return this.afterText(event);
			default:
				return [];
		}
	}

	private showText(text: string): VisibleEvent[] {
		if (this.heldBack === undefined) return this.letThrough(text);
		this.heldBack += text;
		return mayBeRepeating(this.textBefore, this.heldBack) ? [] : this.flush();
	}

	/** Nothing overtakes text that is held back. */
	private afterText(event: VisibleEvent): VisibleEvent[] {
		const text = this.heldBack ? this.flush() : [];
		this.yieldedByAttempt = true;
		return [...text, event];
	}

	private letThrough(text: string): VisibleEvent[] {
		if (text === '') return [];
		this.yieldedByAttempt = true;
		this.shown.add(text);
		return [{ type: 'text', text }];
	}
}
