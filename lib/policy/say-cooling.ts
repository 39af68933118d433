import type { CooldownCause } from './breaker';

const CAUSES: Readonly<Record<CooldownCause, string>> = {
	failure: 'after failures',
	access: 'after a refused key or an unknown model',
	quota: 'because its quota or credit is used up',
	retry_after: 'because it asked to be left alone (Retry-After)',
};

/** Why a deployment is left out and for how much longer, for a sentence that begins with `it is` or the like. */
export const sayCooling = (cause: CooldownCause, untilMs: number): string =>
	`cooling down ${CAUSES[cause]}, for another ${sayDuration(untilMs)}`;

/** `350 ms`, `2.1 s`, `45 s`, `12 min`. */
export function sayDuration(durationMs: number): string {
	if (durationMs < 1_000) return `${Math.max(1, Math.round(durationMs))} ms`;
	if (durationMs < 10_000) return `${Math.round(durationMs / 100) / 10} s`;
	if (durationMs < 120_000) return `${Math.round(durationMs / 1_000)} s`;
	return `${Math.round(durationMs / 60_000)} min`;
}
