import type { Chance } from './chance';
import { mutateJson } from './mutate-json';
import type { Framing, Sample } from './samples';

/** Frames that servers and proxies send between others, and some that none should. */
const STRAY: Readonly<Record<Framing, readonly string[]>> = {
	sse: [
		': keep-alive\n\n',
		'data:\n\n',
		'data: \n\n',
		'data: [DONE]\n\n',
		'data: {}\n\n',
		'data: null\n\n',
		'data: []\n\n',
		'data: {"error":{"message":"overloaded","type":"overloaded_error","code":529}}\n\n',
		'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"Internal server error"}}\n\n',
		'event: ping\ndata: {"type":"ping"}\n\n',
		'event: message_stop\ndata: {"type":"message_stop"}\n\n',
		'id: 1\nretry: 10\n\n',
		'data: {"choices":[{"delta":{"content":\n\n',
		'data: line one\ndata: line two\n\n',
		'<html><body>502 Bad Gateway</body></html>\n\n',
	],
	ndjson: [
		'\n',
		'{}\n',
		'null\n',
		'[]\n',
		'{"error":"model runner has unexpectedly stopped"}\n',
		'{"done":true}\n',
		'{"done":\n',
		'data: {}\n',
	],
	json: ['\n', '{}', '\ufeff', 'null', ']'],
};

type Change = (events: string[], chance: Chance, framing: Framing, others: readonly Sample[]) => void;

const at = (events: readonly string[], chance: Chance): number => chance.below(Math.max(1, events.length));

const mutateData: Change = (events, chance) => {
	const index = at(events, chance);
	events[index] = mutateEvent(events[index] ?? '', chance);
};

const CHANGES: readonly Change[] = [
	mutateData,
	mutateData,
	mutateData,
	mutateData,
	(events, chance) => events.splice(at(events, chance), 1 + chance.below(2)),
	(events, chance) => {
		const index = at(events, chance);
		const copies = chance.isTrue(0.1) ? 200 : 1;
		events.splice(index, 0, ...Array.from({ length: copies }, () => events[index] ?? ''));
	},
	(events, chance) => {
		const [a, b] = [at(events, chance), at(events, chance)];
		[events[a], events[b]] = [events[b] ?? '', events[a] ?? ''];
	},
	(events, chance) => events.splice(at(events, chance)),
	(events, chance, framing) => events.splice(at(events, chance), 0, chance.pick(STRAY[framing])),
	(events, chance, _, others) => {
		const other = chance.pick(others);
		events.splice(at(events, chance), 0, chance.pick(splitEvents(other.body, other.framing)));
	},
	(events) => events.splice(0, events.length, ...events.map((event) => event.replaceAll('\n', '\r\n'))),
	(events, chance) => {
		const index = at(events, chance);
		events[index] = (events[index] ?? '').replace(/\n+$/, '');
	},
	(events, chance) => {
		const index = at(events, chance);
		events[index] = (events[index] ?? '').replace(
			/^(event|data): ?/,
			chance.pick(['event: ', 'data:', 'error: ', 'dat: ', ' data: ']),
		);
	},
	(events) => events.unshift('\ufeff'),
	(events) => events.reverse(),
];

/** One change of an answer's events. */
export function mutateEvents(events: string[], chance: Chance, framing: Framing, others: readonly Sample[]): void {
	chance.pick(CHANGES)(events, chance, framing, others);
}

/** Pieces that give the body again when they are joined. */
export function splitEvents(body: string, framing: Framing): string[] {
	if (framing === 'json') return [body];
	return (
		body.match(framing === 'sse' ? /[\s\S]*?(?:\n\n|$)/g : /[^\n]*(?:\n|$)/g)?.filter((event) => event !== '') ?? []
	);
}

function mutateEvent(event: string, chance: Chance): string {
	const prefixed = /^data: ?/m.test(event);
	if (!prefixed) return mutateJson(event.trimEnd(), chance) + (/\s+$/.exec(event)?.[0] ?? '');
	return event.replace(/^(data: ?)(.*)$/m, (_, prefix: string, data: string) => prefix + mutateJson(data, chance));
}
