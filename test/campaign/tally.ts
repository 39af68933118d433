import { NO_CONNECTION } from './faults/catalogue';
import type { CaseRun, Ending } from './run/case-run';
import type { InvariantId, Violation } from './invariants/violation';

/** What a campaign comes to, as plain JSON. */
export interface Figures {
	seed: number;
	cases: number;
	calls: number;
	requests: number;
	attempts: number;
	tookMs: number;
	/** By id; right answers under `none`. */
	faults: Record<string, number>;
	/** By how they ended: the error's code, `answered` or `left`. */
	endings: Record<string, number>;
	/** Calls by store and by consumer. */
	kinds: Record<string, number>;
	/** Calls that ended as promised and as they should, beside those that broke something. */
	broken: Partial<Record<InvariantId, number>>;
	/** The first of them. */
	violations: Violation[];
	longestLagMs: number;
}

/** More need not be read: the first tell what is wrong. */
const MAX_KEPT_VIOLATIONS = 200;

export class Tally {
	private readonly startMs = performance.now();
	private readonly faults = new Map<string, number>();
	private readonly endings = new Map<string, number>();
	private readonly kinds = new Map<string, number>();
	private readonly broken = new Map<InvariantId, number>();
	private readonly violations: Violation[] = [];
	private cases = 0;
	private requests = 0;
	private attempts = 0;
	private longestLagMs = 0;
	calls = 0;

	constructor(private readonly seed: number) {}

	add(run: CaseRun, violations: readonly Violation[]): void {
		const { drawn, calls, requests, rows, lagMs } = run;
		this.cases++;
		this.calls += calls.length;
		this.requests += requests.length;
		this.longestLagMs = Math.max(this.longestLagMs, lagMs);
		for (const { fault } of requests) count(this.faults, fault);
		for (const { attemptCount, attempts = [] } of rows) {
			this.attempts += attemptCount;
			for (const { deploymentId } of attempts) {
				const index = run.deployments.findIndex(({ id }) => id === deploymentId);
				const fault = NO_CONNECTION[drawn.deployments[index]?.temper as keyof typeof NO_CONNECTION];
				if (fault !== undefined) count(this.faults, fault);
			}
		}
		for (const { ending, drawn: call } of calls) {
			count(this.endings, nameOf(ending));
			count(this.kinds, `state in ${drawn.store === 'redis' ? 'Redis' : 'memory'}`);
			if (run.degraded) count(this.kinds, 'state in Redis, which was given up for a while');
			count(this.kinds, CONSUMERS[call.consumer.kind]);
			if (call.cancelMs !== undefined) count(this.kinds, 'with a cancel');
			if (call.localOnly || drawn.group.localOnly) count(this.kinds, 'local only');
		}
		this.addViolations(violations);
	}

	addViolations(violations: readonly Violation[]): void {
		for (const violation of violations) {
			count(this.broken, violation.invariant);
			if (this.violations.length < MAX_KEPT_VIOLATIONS) this.violations.push(violation);
		}
	}

	figures(): Figures {
		const { seed, cases, calls, requests, attempts, longestLagMs, violations } = this;
		return {
			...{ seed, cases, calls, requests, attempts, longestLagMs, violations },
			tookMs: performance.now() - this.startMs,
			faults: Object.fromEntries(this.faults),
			endings: Object.fromEntries(this.endings),
			kinds: Object.fromEntries(this.kinds),
			broken: Object.fromEntries(this.broken),
		};
	}
}

const CONSUMERS = {
	waits: 'answered as a whole',
	reads: 'streamed',
	slow: 'streamed to a slow consumer',
	leaves: 'streamed to a consumer that leaves',
} as const;

const nameOf = (ending: Ending): string => (ending.kind === 'failed' ? ending.error.code : ending.kind);

function count<K>(counts: Map<K, number>, key: K): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}
