import type { GroupInput } from '../../lib/config/input';
import { PROVIDER_NAMES, STRATEGIES, type ProviderName } from '../../lib/types/deployment';
import { CHANCE_OF, type Case, type DrawnDeployment, type Temper } from './case';
import { Chance } from './chance';
import { drawCall } from './draw-call';
import { canPlay, CATALOGUE, faultsIn, isPlayedOnce, type Focus } from './faults/catalogue';

/** RPM and TPM hold over every span of this length, the allowance for the way to the provider included. */
export const WINDOW_MS = 1_000;

const MAX_CALLS = 7;
const MAX_DEPLOYMENTS = 5;
/** Faults among which a flaky deployment chooses. */
const FLAKY_FAULTS = 3;

/** The case with this number, the same whenever and wherever it is drawn. */
export function drawCase(seed: number, number: number, stores: ReadonlyArray<Case['store']>, focus: Focus = []): Case {
	const choice = faultsIn(focus);
	const inTurn = (turn: number) => faultInTurn(seed, turn, choice);
	const chance = new Chance(seed, number, CHANCE_OF.case);
	// Drawn whether there is a choice or not, so that a replay without Redis plays the same case but for the store.
	const usesRedis = chance.happens(0.4);
	const routers = chance.happens(0.3) ? 2 : 1;
	const group = drawGroup(chance);
	const deployments = Array.from({ length: chance.whole(1, MAX_DEPLOYMENTS) }, (_, index) =>
		drawDeployment(chance, index, choice, inTurn(number * MAX_DEPLOYMENTS + index)),
	);
	const calls = Array.from({ length: chance.whole(1, MAX_CALLS) }, (_, call) => drawCall(chance, call, routers));
	const planted = {
		apiKeys: deployments.map(() => chance.pick(['sk-proj-', 'gsk_', '', '']) + chance.word(32)),
		headerToken: chance.word(24),
		promptWord: chance.word(18),
	};
	const store = usesRedis && stores.includes('redis') ? 'redis' : 'memory';
	return { seed, number, store, routers, group, deployments, calls, planted };
}

/** Times are short, so that a call with many attempts is over within a second or two. */
function drawGroup(chance: Chance): Case['group'] {
	// Some are patient, so that what comes late is seen too.
	const factor = chance.happens(0.12) ? 4 : 1;
	const seconds = (fromMs: number, toMs: number) => chance.whole(fromMs, toMs) / 1_000;
	const group: Omit<GroupInput, 'deployments'> = {
		strategy: chance.pick(STRATEGIES),
		deadlineSeconds: seconds(250, 1_000) * factor,
		maxQueueWaitSeconds: chance.happens(0.2) ? 0 : seconds(50, 900) * factor,
		firstTokenSeconds: seconds(90, 250) * factor,
		idleSeconds: seconds(80, 250),
		retries: chance.whole(0, 2),
		allowedFails: chance.whole(1, 3),
		cooldownSeconds: chance.happens(0.3) ? 0 : seconds(80, 500),
		midStreamFailure: chance.pick(['error', 'continue']),
		failoverOnRefusal: chance.happens(0.5),
		localOnly: chance.happens(0.03),
	};
	const attemptSeconds = chance.maybe(0.3, () => seconds(150, 500) * factor);
	const maxAttempts = chance.maybe(0.15, () => chance.whole(1, 4));
	const patienceSeconds = chance.maybe(0.3, () => seconds(0, 300));
	return {
		...group,
		...(attemptSeconds !== undefined && { attemptSeconds }),
		...(maxAttempts !== undefined && { maxAttempts }),
		...(patienceSeconds !== undefined && { patienceSeconds }),
	};
}

const TEMPERS: ReadonlyArray<[temper: Temper, upTo: number]> = [
	['healthy', 0.18],
	['flaky', 0.6],
	['broken', 0.96],
	['closed', 0.98],
	['plain', 1],
];

function drawDeployment(chance: Chance, index: number, choice: readonly string[], first: string): DrawnDeployment {
	const share = chance.next();
	const temper = TEMPERS.find(([, upTo]) => share < upTo)![0];
	// The fault first, so that one which only one kind of provider has is played as often as the others.
	const plays = temper === 'flaky' || temper === 'broken';
	const provider = chance.pick((plays ? CATALOGUE.get(first)!.at : undefined) ?? PROVIDER_NAMES);
	const others = othersAt(provider, choice);
	const more = temper === 'flaky' ? Array.from({ length: FLAKY_FAULTS - 1 }, () => chance.pick(others)) : [];
	return {
		provider,
		group: index > 0 && chance.happens(0.15) ? 'more' : 'chat',
		settings: { model: `m${index}`, priority: chance.whole(1, 3), weight: chance.whole(1, 3), ...drawSettings(chance) },
		temper,
		faults: plays ? [first, ...more] : [],
	};
}

/** Each as many times as makes it as frequent as the others, though only some kinds of provider can play it. */
const othersAt = (provider: ProviderName, choice: readonly string[]): string[] =>
	choice
		.filter((id) => canPlay(provider, id))
		.flatMap((id) =>
			Array.from(
				{ length: PROVIDER_NAMES.length / (CATALOGUE.get(id)!.at?.length ?? PROVIDER_NAMES.length) },
				() => id,
			),
		);

/** The last one, since the next turn is most often of it too. */
let shuffled: { key: string; deck: readonly string[] } | undefined;

/** All faults have their turn before one of them has its second, in an order of the seed's. */
function faultInTurn(seed: number, turn: number, choice: readonly string[]): string {
	const deck = choice.flatMap((id) => (isPlayedOnce(id) ? [id, id] : [id]));
	const start = Math.floor(turn / deck.length) * deck.length;
	const key = `${seed} ${start} ${choice.length}`;
	if (shuffled?.key !== key) {
		new Chance(seed, CHANCE_OF.deck, start).shuffle(deck);
		shuffled = { key, deck };
	}
	return shuffled.deck[turn - start]!;
}

function drawSettings(chance: Chance): Partial<DrawnDeployment['settings']> {
	const rpm = chance.maybe(0.2, () => (chance.happens(0.05) ? 0 : chance.whole(1, 4)));
	const tpm = chance.maybe(0.12, () => chance.whole(150, 2_500));
	const concurrency = chance.maybe(0.25, () => chance.whole(1, 2));
	const locality = chance.maybe(0.3, () => chance.pick(['local', 'cloud'] as const));
	const prices = chance.maybe(0.5, () => ({
		inputPerMillion: chance.whole(0, 10),
		outputPerMillion: chance.whole(0, 30),
	}));
	return {
		...(rpm !== undefined && { rpm }),
		...(tpm !== undefined && { tpm }),
		...(concurrency !== undefined && { concurrency }),
		...(locality !== undefined && { locality }),
		...(prices !== undefined && { prices }),
	};
}
