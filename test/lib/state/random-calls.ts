import { createSharedMemoryState } from '../../../lib/state/memory';
import type {
	AdmitReply,
	AdmitRequest,
	Candidate,
	DeploymentState,
	NotAdmitted,
	Outcome,
	Settlement,
	QueueCheck,
	StateStore,
} from '../../../lib/state/state-store';
import type { FakeClock } from '../../support/fake-clock';
import { createMovableClock } from './movable-clock';

/** A reproducible source of chance in [0, 1). */
export function createRandom(seed: number): () => number {
	let state = seed * 7919 + 1;
	return () => {
		state = (state * 48_271) % 0x7fffffff;
		return state / 0x7fffffff;
	};
}

export const WINDOW_MS = 2000;
export const LEASE_MS = 900;
const EXPECTED_OUTPUT_TOKENS = 20;
const BREAKER = { allowedFails: 2, cooldownMs: 700 };

interface Call {
	callId: string;
	attemptId: string;
	by: number;
	candidates: Candidate[];
	order: AdmitRequest['order'];
	/** Order in which it got in line. */
	place?: number;
	/** In whose lines the last reply said it stands. */
	standsFor: Set<string>;
	/** Its process is dead: it renews nothing and hears nothing. */
	dead: boolean;
	heldUntilMs: number;
	cancelTimer: () => void;
	unsubscribe: () => void;
}

export interface Grant {
	call: Call;
	atMs: number;
	key: string;
	epoch: number;
	probe: boolean;
	tokens: number;
	/** As it was asked for; `tokens` are the real ones once they are known. */
	admittedTokens: number;
	reached: boolean;
	settled: boolean;
	/** What was true when it was given. */
	before: DeploymentState;
	overtaken: Call[];
	inFlight: Grant[];
}

function inMemory(clock: FakeClock): StateStore[] {
	const state = createSharedMemoryState({ clock });
	return [state.handle(), state.handle()];
}

export interface CrowdOptions {
	/** Where the state is; default: in memory. */
	connect?: (clock: FakeClock) => StateStore[];
	/** Leases outlive silence, processes are killed and paused as wholes. Default: single calls die, and their leases end soon. */
	troubled?: boolean;
	/** The clock is set back and forward. */
	jumps?: boolean;
}

const TROUBLED_LEASE_MS = 8_000;
const PAUSES_MS = [400, 2_000, 5_000];
const JUMPS_MS = [-900, -3_000, -40_000, -3_600_000, 5_000, 100_000];
/** Long before it, so that no jump leads to a time below 0. */
const START_MS = 1_000_000_000_000;

/**
 * A crowd of calls that behave as the router does: they look when woken or when their time has come. One verb
 * at a time, so that what is kept here beside the store is exact.
 */
export function createCrowd(seed: number, options: CrowdOptions = {}) {
	const { connect = inMemory, troubled = false, jumps = false } = options;
	const random = createRandom(seed);
	const clock = createMovableClock(START_MS);
	const leaseMs = troubled ? TROUBLED_LEASE_MS : LEASE_MS;
	const handles = connect(clock);
	const maybe = (value: number) => (random() < 0.6 ? value : undefined);
	const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
	const keys = ['x', 'y', 'z'];
	const limits = new Map(
		keys.map((key) => [key, { rpm: maybe(whole(1, 6)), tpm: maybe(whole(50, 200)), concurrency: maybe(whole(1, 3)) }]),
	);

	const waiting = new Set<Call>();
	const grants: Grant[] = [];
	/** Of both processes: how often they were killed, and what they are still to do when they go on. */
	const lives = [0, 0];
	const paused: Array<Array<() => void> | undefined> = [undefined, undefined];
	const passedOver = { times: 0 };
	let cancelCheck: (() => void) | undefined;
	let calls = 0;
	let places = 0;
	let queue: Promise<unknown> = Promise.resolve();
	const serial = async <T>(action: () => Promise<T>): Promise<T> => {
		const result = queue.then(action);
		queue = result.catch(() => {});
		return await result;
	};
	const faults: unknown[] = [];
	const inBackground = (action: Promise<unknown>) => void action.catch((error: unknown) => faults.push(error));

	const isLive = (grant: Grant) => !grant.settled && clock.now() < grant.call.heldUntilMs;
	const standsInLine = ({ reason }: NotAdmitted) =>
		['line', 'rpm', 'tpm', 'concurrency', 'cooling', 'probing'].includes(reason);

	function stopWaiting(call: Call): void {
		call.cancelTimer();
		call.unsubscribe();
		waiting.delete(call);
	}

	function mayUse(call: Call, { key, breaker }: DeploymentState): boolean {
		if (breaker.state !== 'open') return true;
		const ignored: readonly string[] = call.candidates.find((one) => one.key === key)?.ignoreCooldown ?? [];
		return ignored.includes(breaker.cause);
	}

	const holderOf = (by: number) => `p${by}.${lives[by]}`;

	/** One process that lives looks whether the first call of a queue is silent, as the router does. */
	function checkLater({ checkQueueMs }: QueueCheck): void {
		if (checkQueueMs === undefined || cancelCheck !== undefined) return;
		cancelCheck = clock.after(checkQueueMs, () => {
			cancelCheck = undefined;
			const by = paused[0] ? 1 : 0;
			inBackground(
				serial(async () => {
					checkLater(await handles[by]!.renew({ holder: holderOf(by), leaseMs, attempts: [], tickets: [] }));
				}),
			);
		});
	}

	/** Fewer are in a queue than hold a ticket for it. */
	function notePassedOver(states: readonly DeploymentState[]): void {
		const held = (key: string) =>
			[...waiting].filter((call) => call.standsFor.has(key) && clock.now() < call.heldUntilMs).length;
		if (states.some((state) => state.waiting < held(state.key))) passedOver.times++;
	}

	async function look(call: Call): Promise<void> {
		const store = handles[call.by]!;
		const before = await store.snapshot({ keys, windowMs: WINDOW_MS });
		notePassedOver(before);
		const { callId, attemptId, candidates } = call;
		const ask = { callId, attemptId, candidates, holder: holderOf(call.by), wait: true };
		const reply: AdmitReply = await store.admit({
			...ask,
			...{ order: call.order, expectedOutputTokens: EXPECTED_OUTPUT_TOKENS, windowMs: WINDOW_MS, leaseMs },
		});
		checkLater(reply);
		call.cancelTimer();
		if (reply.kind === 'refused') return stopWaiting(call);
		const place = call.place ?? Infinity;
		const alive = [...waiting].filter((other) => clock.now() < other.heldUntilMs);
		call.heldUntilMs = clock.now() + leaseMs;
		if (reply.kind === 'waiting') {
			call.place ??= places++;
			call.standsFor = new Set(reply.reasons.filter(standsInLine).map(({ key }) => key));
			waiting.add(call);
			if (reply.lookAgainMs !== undefined) {
				call.cancelTimer = clock.after(reply.lookAgainMs, () => inBackground(serial(async () => await again(call))));
			}
			return;
		}
		const { key, epoch, probe } = reply;
		const deployment = before.find((one) => one.key === key)!;
		const older = alive.filter((other) => other !== call && other.place! < place && other.standsFor.has(key));
		stopWaiting(call);
		grants.push({
			call,
			atMs: clock.now(),
			key,
			epoch,
			probe,
			tokens: candidates.find((one) => one.key === key)!.tokens,
			admittedTokens: candidates.find((one) => one.key === key)!.tokens,
			reached: true,
			settled: false,
			before: deployment,
			overtaken: older.filter((other) => mayUse(other, deployment)),
			inFlight: grants.filter((grant) => grant.key === key && isLive(grant)),
		});
	}

	async function again(call: Call): Promise<void> {
		const toDo = paused[call.by];
		if (toDo) return void toDo.push(() => inBackground(serial(async () => await again(call))));
		if (waiting.has(call) && !call.dead) await look(call);
	}

	async function arrive(): Promise<void> {
		const callId = `call-${calls++}`;
		const names = keys.filter(() => random() < 0.6);
		const tokens = whole(1, 50);
		const candidates = (names.length > 0 ? names : ['x']).map((key, i): Candidate => {
			const { rpm, tpm, concurrency } = limits.get(key)!;
			const limited = { ...(rpm && { rpm }), ...(tpm && { tpm }), ...(concurrency && { concurrency }) };
			// Some calls name another limit, one that is never reached.
			const another = calls % 7 === 0 && concurrency === undefined ? { concurrency: 1000 + calls } : {};
			return {
				key,
				priority: i + 1,
				tokens,
				...limited,
				...another,
				...(random() < 0.2 && { patienceMs: whole(1, 500) }),
				...(random() < 0.2 && { notBeforeMs: 0 }),
				...(random() < 0.3 && { ignoreCooldown: random() < 0.7 ? ['failure'] : ['failure', 'access'] }),
			};
		});
		const order = (['least_used', 'lowest_latency', 'given', 'given'] as const)[whole(0, 3)]!;
		if (order !== 'given') for (const candidate of candidates) candidate.priority = 1;
		const by = paused[0] ? 1 : paused[1] ? 0 : random() < 0.5 ? 0 : 1;
		const nothing = () => {};
		const call: Call = {
			...{
				callId,
				attemptId: callId,
				by,
				candidates,
				order,
				standsFor: new Set<string>(),
				dead: false,
				heldUntilMs: 0,
			},
			...{ cancelTimer: nothing, unsubscribe: nothing },
		};
		call.unsubscribe = handles[by]!.onWake(callId, () => inBackground(serial(async () => await again(call))));
		await look(call);
	}

	async function settle(grant: Grant, outcome: Outcome, reached: boolean, tokens?: number): Promise<void> {
		const { call, key, epoch } = grant;
		const { callId, attemptId } = call;
		grant.settled = true;
		grant.reached = reached;
		if (reached && tokens !== undefined) grant.tokens = tokens;
		const sentAfterMs = random() < 0.2 ? whole(0, 60) : 0;
		const isCounted = clock.now() < grant.atMs + WINDOW_MS; // what the window has let go does not come back
		if (reached && isCounted) grant.atMs = Math.min(grant.atMs + sentAfterMs, clock.now());
		const report = { callId, attemptId, key, epoch, outcome, reached, sentAfterMs, ...anyTimes(), windowMs: WINDOW_MS };
		checkLater(
			await handles[call.by]!.settle({ ...report, breaker: BREAKER, ...(tokens !== undefined && { tokens }) }),
		);
	}

	/** All that live renew, and hear of what they missed. */
	async function renew(): Promise<{ wake: string[]; lost: string[] }> {
		const all = { wake: [] as string[], lost: [] as string[] };
		for (const [by, store] of handles.entries()) {
			if (paused[by]) continue;
			const held = grants.filter((grant) => grant.call.by === by && !grant.call.dead && isLive(grant));
			const tickets = [...waiting].filter((call) => call.by === by && !call.dead);
			for (const call of [...held.map((grant) => grant.call), ...tickets]) call.heldUntilMs = clock.now() + leaseMs;
			const { wake, lost, ...check } = await store.renew({
				holder: holderOf(by),
				leaseMs,
				attempts: held.map(({ key, call: { attemptId } }) => ({ attemptId, key })),
				tickets: tickets.map(({ callId }) => callId),
			});
			checkLater(check);
			all.wake.push(...wake);
			all.lost.push(...lost);
		}
		return all;
	}

	function anyTimes(): Pick<Settlement, 'latencyMs' | 'timeToFirstTokenMs' | 'outputTokens'> {
		const latencyMs = random() * 3_000;
		return {
			latencyMs,
			...(random() < 0.7 && { timeToFirstTokenMs: latencyMs * random() }),
			...(random() < 0.7 && { outputTokens: whole(0, 60) }),
		};
	}

	function anyOutcome(): Outcome {
		const dice = random();
		if (dice < 0.4) return { kind: 'success' };
		if (dice < 0.65) return { kind: 'failure' };
		if (dice < 0.88) {
			const cause = (['retry_after', 'access', 'quota', 'failure', 'failure'] as const)[whole(0, 4)]!;
			return { kind: 'cool', cause, untilMs: whole(1, 1500) };
		}
		return { kind: dice < 0.96 ? 'neutral' : 'cancelled' };
	}

	function pauseOne(): void {
		const by = random() < 0.5 ? 0 : 1;
		if (paused[0] || paused[1]) return;
		paused[by] = [];
		clock.after(PAUSES_MS[whole(0, PAUSES_MS.length - 1)]!, () => {
			const toDo = paused[by]!;
			paused[by] = undefined;
			for (const action of toDo) action();
		});
	}

	/** Another process takes its place. */
	function killOne(): void {
		const by = random() < 0.5 ? 0 : 1;
		if (paused[by]) return;
		lives[by]!++;
		for (const call of [...waiting, ...grants.map((grant) => grant.call)]) if (call.by === by) call.dead = true;
	}

	/** Everything is looked at once, so that both twins see the jump in all that they keep. */
	async function jumpClock(): Promise<void> {
		clock.jump(JUMPS_MS[whole(0, JUMPS_MS.length - 1)]!);
		await handles[0]!.snapshot({ keys, windowMs: WINDOW_MS });
	}

	async function step(): Promise<void> {
		const dice = random();
		if (troubled && dice < 0.04) return random() < 0.5 ? killOne() : pauseOne();
		if (jumps && dice > 0.97) return await jumpClock();
		const awake = ({ by, dead }: Call) => !dead && !paused[by];
		const flying = grants.filter((grant) => isLive(grant) && awake(grant.call));
		const one = flying[whole(0, flying.length - 1)];
		const waiter = [...waiting].filter(awake)[whole(0, waiting.size)];
		if (dice < 0.45) await arrive();
		else if (dice < 0.85 && one) {
			await settle(one, anyOutcome(), random() < 0.9, random() < 0.5 ? whole(1, 80) : undefined);
		} else if (dice < 0.9 && waiter) {
			stopWaiting(waiter);
			checkLater(await handles[waiter.by]!.leave({ callId: waiter.callId }));
		} else if (dice < 0.93 && waiter) waiter.dead = true;
		else if (dice < 0.96 && one) one.call.dead = true;
	}

	return {
		clock,
		grants,
		limits,
		faults,
		isLive,
		/** How often calls that were silent were passed over. */
		passedOver,
		pass: async (ms: number) => await clock.advance(ms),
		step: async () => await serial(step),
		renew: async () => await serial(renew),
		whole,
		/** Calls in line whose process lives. */
		living: () => [...waiting].filter(({ dead }) => !dead),
		succeed: async () =>
			await serial(async () => {
				for (const grant of grants)
					if (isLive(grant) && !grant.call.dead && !paused[grant.call.by])
						await settle(grant, { kind: 'success' }, true);
			}),
		snapshot: async () => await handles[0]!.snapshot({ keys, windowMs: WINDOW_MS }),
	};
}
