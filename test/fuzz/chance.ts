import { seededRandom } from '../lib/policy/seeded-random';

/** Seeded choices: the same seed makes the same case. */
export interface Chance {
	/** In [0, 1). */
	next(): number;
	/** A whole number from 0 to `below` - 1. */
	below(below: number): number;
	isTrue(probability: number): boolean;
	pick<T>(items: readonly T[]): T;
}

/** @param index of the case in its run */
export function createChance(seed: number, index: number): Chance {
	const next = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
	const below = (limit: number) => Math.floor(next() * limit);
	return { next, below, isTrue: (probability) => next() < probability, pick: (items) => items[below(items.length)]! };
}
