import type { RouterEvent } from '../../../lib/types/routing';
import type { SeenRequest } from '../server/seen-request';
import type { CallCheck } from './check-case';

/** The router drops what a continuation repeats from this length on. */
const SHORTEST_REPEAT = 20;

export const checkText: CallCheck = ({ run, attempts, requests }) => {
	const { ending, events } = run;
	const shown = shownText(events);
	const streamed = run.drawn.consumer.kind !== 'waits';
	if (ending.kind === 'answered') {
		const { text } = ending.answer;
		const { request, tokens } = attempts.at(-1) ?? {};
		if (request?.script === undefined) return []; // another invariant's fault
		const faults: string[] = [];
		if (streamed && shown !== text) faults.push(`it was answered with ${quoted(text)} and showed ${quoted(shown)}`);
		if (request.script.text === null) faults.push(`it took for whole what "${request.fault}" sent: ${quoted(text)}`);
		else if (!isWhole(text, request, requests))
			faults.push(
				`it was answered with ${quoted(text)}, and m${request.deployment} sent ${quoted(request.script.text)} ("${request.fault}")`,
			);
		if (request.script.countsTruly && tokens !== request.saidTokens)
			faults.push(`it counts ${tokens} tokens, and m${request.deployment} said ${request.saidTokens}`);
		return faults;
	}
	const faults: string[] = [];
	if (ending.kind === 'failed' && (ending.error.partialText ?? '') !== (streamed ? shown : ''))
		faults.push(
			`its error has the beginning ${quoted(ending.error.partialText ?? '')}, and it showed ${quoted(shown)}`,
		);
	if (shown !== '' && !requests.some((_, index) => isBeginning(shown, requests.slice(0, index + 1))))
		faults.push(`it showed ${quoted(shown)}, which no deployment sent`);
	return faults;
};

/** Since the last event that took everything back. */
function shownText(events: readonly RouterEvent[]): string {
	const from = events.findLastIndex(({ type }) => type === 'discard') + 1;
	return events
		.slice(from)
		.map((event) => (event.type === 'text' ? event.text : ''))
		.join('');
}

function isWhole(text: string, request: SeenRequest, requests: readonly SeenRequest[]): boolean {
	const sent = request.script!.text!;
	const { continues } = request;
	if (continues === undefined) return text === sent;
	const before = requests.slice(0, requests.indexOf(request));
	return isContinued(text, continues, sent, (rest, all) => rest === all) && isMadeOf(continues, before);
}

/** `text` is `partial` and then what `sent` has beyond what it repeats of it. */
function isContinued(
	text: string,
	partial: string,
	sent: string,
	fits: (rest: string, all: string) => boolean,
): boolean {
	if (!text.startsWith(partial)) return false;
	const rest = text.slice(partial.length);
	if (fits(rest, sent)) return true;
	for (let length = SHORTEST_REPEAT; length <= Math.min(partial.length, sent.length); length++)
		if (partial.endsWith(sent.slice(0, length)) && fits(rest, sent.slice(length))) return true;
	return false;
}

/** Something that was shown before the last of these requests. */
const isMadeOf = (text: string, requests: readonly SeenRequest[]): boolean =>
	text === '' || requests.some((_, index) => isBeginning(text, requests.slice(0, index + 1)));

/** A beginning of what the last of these requests sent, with what it continues. */
function isBeginning(text: string, requests: readonly SeenRequest[]): boolean {
	const last = requests.at(-1)!;
	const sent = last.script?.text ?? last.script?.sends ?? last.planned;
	if (last.continues === undefined) return sent.startsWith(text);
	return (
		isContinued(text, last.continues, sent, (rest, all) => all.startsWith(rest)) &&
		isMadeOf(last.continues, requests.slice(0, -1))
	);
}

const quoted = (text: string): string => JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
