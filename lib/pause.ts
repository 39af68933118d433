import type { Clock, TimerOptions } from './clock';
import { guarded } from './guarded';

export interface PauseOptions extends TimerOptions {
	/** Ends the pause when it aborts. */
	signal?: AbortSignal;
	/** Ends the pause when it settles, either way. */
	until?: Promise<unknown>;
}

/**
 * Resolves after `maxMs` (`Infinity`: no time ends it), or earlier as the options say. It never rejects, and leaves no
 * timer and no listener behind.
 */
export async function pause(
	clock: Clock,
	maxMs: number,
	{ signal, until, ...timer }: PauseOptions = {},
): Promise<void> {
	if (signal?.aborted) return;
	await new Promise<void>((resolve) => {
		const cancel = maxMs === Infinity ? undefined : clock.after(maxMs, () => goOn(), timer);
		const goOn = guarded('the end of a pause', () => {
			resolve();
			cancel?.();
			signal?.removeEventListener('abort', goOn);
		});
		signal?.addEventListener('abort', goOn);
		until?.then(goOn, goOn);
	});
}
