import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../lib/clock';
import type { Case } from '../case';
import type { CaseRun } from './case-run';
import { runCase, type Surroundings } from './run-case';

/** Most of a case is waiting. */
const MAX_AT_ONCE = 24;
/** Calls with time-outs of a tenth of a second need a process that has time for them: the next case waits while it has not. */
const BUSY_LAG_MS = 15;
const BUSY_SINCE_MS = 100;
const LOOK_EVERY_MS = 10;
/** A machine that is always busy is used all the same. */
const LONGEST_PAUSE_MS = 300;

/** Plays cases side by side, as many as there is time for. */
export async function playTogether(cases: readonly Case[], surroundings: Surroundings): Promise<CaseRun[]> {
	const runs: Array<Promise<CaseRun>> = [];
	let underWay = 0;
	for (const one of cases) {
		for (let pausedMs = 0; ; pausedMs += LOOK_EVERY_MS) {
			const isBusy = surroundings.lag.longestSince(systemClock.now() - BUSY_SINCE_MS) > BUSY_LAG_MS;
			if (underWay < MAX_AT_ONCE && (!isBusy || pausedMs > LONGEST_PAUSE_MS)) break;
			await sleep(LOOK_EVERY_MS);
		}
		underWay++;
		runs.push(runCase(one, surroundings).finally(() => underWay--));
		await sleep(LOOK_EVERY_MS);
	}
	return await Promise.all(runs);
}
