/**
 * Callbacks that run on a stack that is not ours: timers, event listeners, handlers of a library. What one of them throws
 * would end the process, n8n and all its executions with it. `scripts/eslint/guarded-callbacks.mjs` makes sure that each
 * of them goes through here.
 */

/** Kinds of faults that are remembered until a hint reports them; more kinds than code of ours has places. */
const MAX_KINDS = 50;

/** Something that was thrown where it could not be handled, and that harmed no more than its own callback. */
export interface ContainedFault {
	/** The callback, in a few words: `a listener of the Redis client`. */
	where: string;
	/** The error's class. Its message may hold secrets and is dropped. */
	error: string;
	/** How often, since it was last reported. */
	count: number;
}

const unreported = new Map<string, ContainedFault>();
let total = 0;

/**
 * The callback, made safe: it throws nothing and gives `undefined` instead. The same for a promise that it returns. What
 * it throws is noted for a hint, and given to `onThrow`, where the owner ends or repairs what depends on the callback.
 */
export function guarded<Args extends unknown[]>(
	where: string,
	callback: (...args: Args) => PromiseLike<unknown>,
	onThrow?: (error: unknown) => void,
): (...args: Args) => void;
export function guarded<Args extends unknown[], Result>(
	where: string,
	callback: (...args: Args) => Result,
	onThrow?: (error: unknown) => void,
): (...args: Args) => Result | undefined;
export function guarded<Args extends unknown[], Result>(
	where: string,
	callback: (...args: Args) => Result,
	onThrow?: (error: unknown) => void,
): (...args: Args) => Result | undefined {
	const caught = (error: unknown): undefined => {
		noteFault(where, error);
		try {
			onThrow?.(error);
		} catch (second) {
			noteFault(where, second);
		}
	};
	return (...args) => {
		try {
			const result = callback(...args);
			if (isPromise(result)) result.then(undefined, caught);
			return result;
		} catch (error) {
			return caught(error);
		}
	};
}

/** Starts work that is not waited for; what it throws is handled as `guarded` says. */
export function inBackground(where: string, work: () => unknown, onThrow?: (error: unknown) => void): void {
	guarded(where, work, onThrow)();
}

/** Notes a fault that was caught where no caller could get it. */
export function noteFault(where: string, error: unknown): void {
	total++;
	const name = error instanceof Error ? error.name : typeof error;
	const kind = `${where}: ${name}`;
	const known = unreported.get(kind);
	if (known !== undefined) known.count++;
	else if (unreported.size < MAX_KINDS) unreported.set(kind, { where, error: name, count: 1 });
}

/** Faults since the last time that they were taken. */
export function takeContainedFaults(): ContainedFault[] {
	if (unreported.size === 0) return [];
	const faults = [...unreported.values()];
	unreported.clear();
	return faults;
}

/** Faults since the process began, reported or not. */
export function countContainedFaults(): number {
	return total;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
	return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
