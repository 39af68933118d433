import type { Consumer, DrawnCall } from './case';
import type { Chance } from './chance';

/** Calls of one case begin within this time of each other. */
const SPREAD_MS = 500;

export function drawCall(chance: Chance, number: number, routers: number): DrawnCall {
	const cancelMs = chance.maybe(0.12, () => (chance.happens(0.1) ? 0 : chance.whole(1, 500)));
	const reasoningEffort = chance.maybe(0.15, () => chance.pick(['low', 'high'] as const));
	const maxOutputTokens = chance.maybe(0.6, () => chance.whole(20, 400));
	return {
		number,
		startMs: chance.happens(0.5) ? 0 : chance.whole(0, SPREAD_MS),
		router: chance.whole(0, routers - 1),
		consumer: drawConsumer(chance),
		localOnly: chance.happens(0.08),
		startedByHand: chance.happens(0.1),
		tools: chance.happens(0.1),
		promptLength: chance.happens(0.04) ? chance.whole(10_000, 60_000) : chance.whole(0, 300),
		...(cancelMs !== undefined && { cancelMs }),
		...(reasoningEffort !== undefined && { reasoningEffort }),
		...(maxOutputTokens !== undefined && { maxOutputTokens }),
	};
}

function drawConsumer(chance: Chance): Consumer {
	const share = chance.next();
	if (share < 0.4) return { kind: 'waits' };
	if (share < 0.75) return { kind: 'reads' };
	if (share < 0.87) return { kind: 'slow', pauseMs: chance.whole(5, 120) };
	return { kind: 'leaves', events: chance.whole(1, 5) };
}
