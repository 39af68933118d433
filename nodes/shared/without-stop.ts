/** For a sentence that goes on, or stands among others that have no full stop. */
export function withoutStop(sentence: string): string {
	return sentence.replace(/\.$/, '');
}
