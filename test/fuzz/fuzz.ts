import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPricing } from '../../lib/pricing/pricing';
import { createProviders } from '../../lib/providers';
import { closeProviderConnections } from '../../lib/providers/http/fetch';
import { countContainedFaults } from '../../lib/guarded';
import { createSqliteOutbox } from '../../lib/usage/sqlite';
import { createChance } from './chance';
import { checkLog } from './check-log';
import { startFuzzServer } from './fuzz-server';
import { mutateAnswer } from './mutate-answer';
import { runCase, type CaseResult } from './run-case';
import { readSamples } from './samples';

export interface FuzzOptions {
	seed: number;
	cases: number;
	/** Only this case of the run. */
	only?: number;
	/** Calls at the same time. Default 32. */
	parallel?: number;
}

export interface FuzzReport {
	seed: number;
	cases: number;
	/** By the deployment whose answer was mutated. */
	answered: number;
	/** By the other, after the first failed. */
	failedOver: number;
	/** Calls that ended in an error, by its code. */
	errors: Record<string, number>;
	/** Calls with some of the counts estimated. */
	estimated: number;
	seconds: number;
	slowestMs: number;
	/** What went wrong, each with its case. */
	faults: string[];
}

/** Runs mutated answers through a router over real HTTP, memory state and SQLite files in a temporary folder. */
export async function fuzz({ seed, cases, only, parallel = 32 }: FuzzOptions): Promise<FuzzReport> {
	const samples = readSamples();
	const folder = mkdtempSync(join(tmpdir(), 'routed-llm-fuzz-'));
	const server = await startFuzzServer();
	const outbox = createSqliteOutbox({ folder });
	const shared = { outbox, providers: createProviders(), pricing: createPricing(), serverUrl: server.url };
	const results: CaseResult[] = [];
	const startedAtMs = performance.now();
	let next = only ?? 0;
	const end = only === undefined ? cases : only + 1;
	const lane = async () => {
		while (next < end) {
			const index = next++;
			const chance = createChance(seed, index);
			const answer = mutateAnswer(samples, chance);
			server.set(index, answer);
			const result = await runCase(index, answer, chance, shared);
			results.push(result);
			server.set(index, undefined);
		}
	};
	try {
		await Promise.all(Array.from({ length: Math.min(parallel, end - next) }, lane));
		const seconds = (performance.now() - startedAtMs) / 1000;
		outbox.close();
		const faults = results.flatMap(({ index, faults: own }) => own.map((fault) => `case ${index}: ${fault}`));
		faults.push(...(await checkLog(folder, results)));
		if (countContainedFaults() > 0) faults.push(`${countContainedFaults()} faults were contained`);
		return { ...summarize(results), seed, cases: results.length, seconds, faults };
	} finally {
		await server.close();
		await closeProviderConnections();
		rmSync(folder, { recursive: true, force: true });
	}
}

function summarize(results: readonly CaseResult[]): Omit<FuzzReport, 'seed' | 'cases' | 'seconds' | 'faults'> {
	const errors: Record<string, number> = {};
	for (const { errorCode } of results) if (errorCode !== undefined) errors[errorCode] = (errors[errorCode] ?? 0) + 1;
	return {
		answered: results.filter(({ servedBy }) => servedBy === 'mutated').length,
		failedOver: results.filter(({ servedBy }) => servedBy === 'good').length,
		estimated: results.filter(({ isEstimated }) => isEstimated).length,
		slowestMs: Math.round(Math.max(0, ...results.map(({ durationMs }) => durationMs))),
		errors,
	};
}
