import type { Clock } from '../../../../lib/clock';
import type {
	AdmitReply,
	AdmitRequest,
	BreakerSettings,
	Candidate,
	DeploymentState,
	NotAdmitted,
	Outcome,
	RenewReply,
	Settlement,
	StateStore,
} from '../../../../lib/state/state-store';

/** What a store brings to the contract: two handles on the same, empty state, and time. */
export interface StoreUnderTest {
	a: StateStore;
	b: StateStore;
	/** The clock waits are measured with: a fake one, or the system's for a store with a clock of its own. */
	clock: Clock;
	/** How much real time a test's steps may take beside what they `pass`; 0 with a fake clock. */
	slackMs: number;
	/** Lets time go by, and everything that falls due happen. */
	pass(ms: number): Promise<void>;
	/** The handle's process dies: no renewal any more, no farewell. */
	kill(handle: StateStore): Promise<void>;
	end(): Promise<void>;
}

export type CreateStoreUnderTest = () => Promise<StoreUnderTest>;

/** Short enough for a store that lives in real time, long enough for its round trips. */
export const WINDOW_MS = 1200;
/** Outlives any one test, which then need not renew. */
export const LEASE_MS = 8000;
/** For what is meant to expire. */
export const SHORT_LEASE_MS = 800;
export const BREAKER: BreakerSettings = { allowedFails: 3, cooldownMs: 600 };

const WAKE_TIMEOUT_MS = 5000;

export const candidate = (key: string, settings: Partial<Candidate> = {}): Candidate => ({
	key,
	priority: 1,
	tokens: 10,
	...settings,
});

export type Granted = Extract<AdmitReply, { kind: 'granted' }>;
export type Waiting = Extract<AdmitReply, { kind: 'waiting' }>;
type AskOptions = Partial<Omit<AdmitRequest, 'callId' | 'candidates'>>;
type ReportOptions = Partial<Omit<Settlement, 'callId' | 'outcome'>>;

export interface WakeUps {
	times(): number;
	/** Resolves with the next wake-up that nobody has awaited yet; fails when none comes. */
	next(): Promise<void>;
}

/** One process that uses the store through its handle, and remembers what it was granted. */
export interface Process {
	readonly store: StateStore;
	ask(callId: string, candidates: Candidate[], options?: AskOptions): Promise<AdmitReply>;
	/** Asks and expects a grant. */
	take(callId: string, candidates: Candidate[], options?: AskOptions): Promise<Granted>;
	/** Asks and expects a place in line. */
	queue(callId: string, candidates: Candidate[], options?: AskOptions): Promise<Waiting>;
	/** Settles the attempt last granted to the call. Default: success. */
	report(callId: string, outcome?: Outcome, options?: ReportOptions): Promise<void>;
	/** For `SHORT_LEASE_MS`. */
	renew(held: { attempts?: string[]; tickets?: string[] }): Promise<RenewReply>;
	leave(callId: string): Promise<void>;
	wakeUps(callId: string): WakeUps;
}

export interface Bench extends Omit<StoreUnderTest, 'a' | 'b'> {
	a: Process;
	b: Process;
	look(...keys: string[]): Promise<DeploymentState[]>;
	/** The state of one deployment. */
	state(key: string): Promise<DeploymentState>;
	/** A time that was `expectedMs` when its cause happened, less what the steps since took. */
	expectMs(actualMs: number | undefined, expectedMs: number): void;
}

export async function createBench(create: CreateStoreUnderTest): Promise<Bench> {
	const under = await create();
	const [a, b] = [createProcess('process-a', under.a), createProcess('process-b', under.b)];
	const look = async (...keys: string[]) => await plain(under.b).snapshot({ keys, windowMs: WINDOW_MS });
	return {
		...under,
		a,
		b,
		look,
		state: async (key) => (await look(key))[0]!,
		expectMs(actualMs, expectedMs) {
			expect(actualMs).toBeLessThanOrEqual(expectedMs);
			expect(actualMs).toBeGreaterThanOrEqual(expectedMs - under.slackMs);
		},
	};
}

function createProcess(holder: string, raw: StateStore): Process {
	const store = plain(raw);
	const grants = new Map<string, { attemptId: string; grant: Granted }>();

	const ask = async (callId: string, candidates: Candidate[], options: AskOptions = {}) => {
		const request: AdmitRequest = {
			callId,
			attemptId: `${callId}/1`,
			holder,
			candidates,
			order: 'given',
			wait: true,
			windowMs: WINDOW_MS,
			leaseMs: LEASE_MS,
			...options,
		};
		const reply = await store.admit(request);
		if (reply.kind === 'granted') grants.set(callId, { attemptId: request.attemptId, grant: reply });
		return reply;
	};
	const grantOf = (callId: string) => {
		const found = grants.get(callId);
		if (!found) throw new Error(`${callId} was never granted`);
		return found;
	};

	return {
		store: raw,
		ask,
		async take(callId, candidates, options) {
			const reply = await ask(callId, candidates, options);
			expect(reply).toMatchObject({ kind: 'granted' });
			return reply as Granted;
		},
		async queue(callId, candidates, options) {
			const reply = await ask(callId, candidates, options);
			expect(reply).toMatchObject({ kind: 'waiting' });
			return reply as Waiting;
		},
		async report(callId, outcome = { kind: 'success' }, options = {}) {
			const { attemptId, grant } = grantOf(callId);
			const { key, epoch } = grant;
			const measured = { reached: true, latencyMs: 5, windowMs: WINDOW_MS };
			await store.settle({ callId, attemptId, key, epoch, outcome, breaker: BREAKER, ...measured, ...options });
		},
		async renew({ attempts = [], tickets = [] }) {
			const held = attempts.map((callId) => {
				const { attemptId, grant } = grantOf(callId);
				return { attemptId, key: grant.key };
			});
			const { wake, lost } = await store.renew({ holder, leaseMs: SHORT_LEASE_MS, attempts: held, tickets });
			return { wake, lost };
		},
		leave: async (callId) => void (await store.leave({ callId })),
		wakeUps: (callId) => wakeUpsOf(raw, callId),
	};
}

function wakeUpsOf(store: StateStore, callId: string): WakeUps {
	let times = 0;
	let awaited = 0;
	let arrived = () => {};
	store.onWake(callId, () => {
		times++;
		arrived();
	});
	return {
		times: () => times,
		async next() {
			if (times === awaited) {
				await new Promise<void>((resolve, reject) => {
					const late = new Error(`no wake-up for ${callId} within ${WAKE_TIMEOUT_MS} ms`);
					const timer = setTimeout(() => reject(late), WAKE_TIMEOUT_MS);
					arrived = () => {
						clearTimeout(timer);
						resolve();
					};
				});
			}
			awaited = times;
		},
	};
}

/** Every request stays as it was, and every reply is plain JSON: a store in another process gets and gives no more. */
function plain(store: StateStore): StateStore {
	const call = async <Q, A>(verb: (request: Q) => Promise<A>, request: Q): Promise<A> => {
		const sent = structuredClone(request);
		expect(JSON.parse(JSON.stringify(sent))).toStrictEqual(sent);
		const reply = await verb(sent);
		expect(sent).toStrictEqual(request);
		if (reply !== undefined) expect(JSON.parse(JSON.stringify(reply))).toStrictEqual(reply);
		scramble(sent);
		return reply;
	};
	return {
		admit: async (request) => await call((sent) => store.admit(sent), request),
		renew: async (request) => await call((sent) => store.renew(sent), request),
		leave: async (request) => await call((sent) => store.leave(sent), request),
		settle: async (settlement) => await call((sent) => store.settle(sent), settlement),
		snapshot: async (request) => await call((sent) => store.snapshot(sent), request),
		onWake: (callId, wake) => store.onWake(callId, wake),
		close: async () => await store.close(),
	};
}

/** A store that kept the caller's objects would be confused by this. */
function scramble(value: unknown): void {
	if (typeof value !== 'object' || value === null) return;
	for (const [name, inner] of Object.entries(value)) {
		scramble(inner);
		delete (value as Record<string, unknown>)[name];
	}
}

/** Reasons as `key: reason`, for short expectations. */
export const told = (reasons: readonly NotAdmitted[]): string[] =>
	reasons.map(({ key, reason }) => `${key}: ${reason}`);

/** When the reason for `key` ends, as the store said. */
export function untilOf(reasons: readonly NotAdmitted[], key: string): number | undefined {
	const found = reasons.find((reason) => reason.key === key);
	return found && 'untilMs' in found ? found.untilMs : undefined;
}
