import { LEASE_MS, WINDOW_MS, createCrowd } from '../random-calls';
import type { Grant } from '../random-calls';

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
const STEPS = 150;

/** Requests and tokens that count in the window that ends with this grant, itself included. */
function windowAt(grants: readonly Grant[], last: Grant) {
	const counted = grants.filter(
		({ key, atMs, reached }) => key === last.key && reached && atMs <= last.atMs && atMs + WINDOW_MS > last.atMs,
	);
	return { requests: counted.length, tokens: counted.reduce((sum, { tokens }) => sum + tokens, 0) };
}

describe.each(SEEDS)('a crowd whose processes are killed and paused, seed %i', (seed) => {
	it('keeps every limit, passes over who is silent, and serves everyone who lives', async () => {
		const crowd = createCrowd(seed, { troubled: true });
		const { grants, limits } = crowd;
		for (let i = 0; i < STEPS; i++) {
			await crowd.step();
			await crowd.pass(crowd.whole(0, LEASE_MS / 3));
			if (i % 3 === 0) await crowd.renew();
		}
		for (let i = 0; i < 1000 && crowd.living().length > 0; i++) {
			await crowd.succeed();
			await crowd.pass(LEASE_MS);
			await crowd.renew();
		}
		expect(crowd.living()).toEqual([]);
		for (const [i, grant] of grants.entries()) {
			const { rpm = Infinity, tpm = Infinity, concurrency = Infinity } = limits.get(grant.key)!;
			const { requests } = windowAt(grants.slice(0, i + 1), grant);
			expect(requests).toBeLessThanOrEqual(rpm);
			expect(grant.before.tokensInWindow + grant.admittedTokens).toBeLessThanOrEqual(tpm);
			expect(grant.inFlight.length).toBeLessThan(concurrency);
		}
		expect(crowd.faults).toEqual([]);
		expect(grants.length).toBeGreaterThan(10);
	});
});

describe.each(SEEDS)('a crowd of random calls, seed %i', (seed) => {
	it('keeps every limit and order, misses no wake-up and leaves nothing behind', async () => {
		const crowd = createCrowd(seed);
		const { grants, limits } = crowd;
		let checked = 0;

		function checkNewGrants(): void {
			for (; checked < grants.length; checked++) {
				const grant = grants[checked]!;
				const { rpm = Infinity, tpm = Infinity, concurrency = Infinity } = limits.get(grant.key)!;
				const { requests, tokens } = windowAt(grants.slice(0, checked + 1), grant);
				expect(requests).toBeLessThanOrEqual(rpm);
				expect(tokens).toBeLessThanOrEqual(tpm);
				expect(grant.before).toMatchObject({ requestsInWindow: requests - 1, inFlight: grant.inFlight.length });
				expect(grant.inFlight.length).toBeLessThan(concurrency);
				expect(grant.overtaken.map(({ callId }) => callId)).toEqual([]);
				if (grant.probe) expect(grant.inFlight.filter(({ probe }) => probe)).toEqual([]);
				expect(grant.before.epoch).toBe(grant.epoch);
				expect(grant.before.breaker.state === 'half_open').toBe(grant.probe);
			}
		}

		/** Nobody who lives is forgotten, and nobody who could go is still waiting. */
		async function checkRenewal(): Promise<void> {
			await crowd.snapshot(); // any verb wakes those behind the dead
			await crowd.pass(0);
			expect(await crowd.renew()).toEqual({ wake: [], lost: [] });
			checkNewGrants();
		}

		for (let i = 0; i < STEPS; i++) {
			await crowd.step();
			await crowd.pass(0);
			checkNewGrants();
			await crowd.pass(crowd.whole(0, LEASE_MS / 3));
			checkNewGrants();
			await checkRenewal();
		}

		// From here on all goes well: everyone in line is served, without being asked to poll.
		for (let i = 0; i < 1000 && crowd.living().length > 0; i++) {
			await crowd.succeed();
			await crowd.pass(LEASE_MS / 3);
			checkNewGrants();
			await checkRenewal();
		}
		expect(crowd.living()).toEqual([]);
		await crowd.succeed();
		await crowd.pass(LEASE_MS);
		for (const { inFlight, waiting } of await crowd.snapshot()) expect([inFlight, waiting]).toEqual([0, 0]);
		expect(crowd.faults).toEqual([]);
		expect(grants.length).toBeGreaterThan(10);
	});
});
