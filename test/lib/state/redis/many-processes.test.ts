import type { DeploymentInput } from '../../../../lib/config/input';
import { describeWithSharedRedis } from '../../../support/redis/describe-with-redis';
import { redisSettings } from '../../../support/redis/redis-settings';
import { startFaultServer, type FaultServer } from '../../../support/fault-server';
import { useRouterProcesses, type CallEnd, type Pace } from './processes/start-processes';

const PROCESSES = 8;
/** What the limits are to hold over at the provider, and what is counted for it, in the proportion of 60 s to 60.25 s and the same allowance for the way. */
const WINDOW_MS = 6_000;
const COUNTED_MS = 6_250;

/** Runs of a test that measures how much of a limit is used. */
const TRIES = 3;

jest.setTimeout(150_000);

describeWithSharedRedis('eight processes on one state', () => {
	const startProcesses = useRouterProcesses();
	let servers: FaultServer[];
	beforeEach(async () => {
		servers = [await startFaultServer(), await startFaultServer()];
	});
	afterEach(async () => {
		await Promise.all(servers.map((server) => server.close()));
	});

	const deployment = (index: number, more: Partial<DeploymentInput> = {}): DeploymentInput => ({
		provider: 'openai-compatible',
		baseUrl: `${servers[index]!.url}/v1`,
		apiKey: 'test-key',
		model: `m${index + 1}`,
		priority: index + 1,
		...more,
	});
	async function start(deployments: DeploymentInput[]) {
		const processes = await startProcesses(PROCESSES, {
			group: { deployments },
			redis: redisSettings(),
			windowMs: COUNTED_MS,
		});
		for (const server of servers) server.requests.length = 0;
		return processes;
	}

	/** As many of them as all processes can have the same number of. */
	const inEqualParts = (calls: number) => calls - (calls % PROCESSES);

	/** All processes at once, in equal parts. */
	async function callFromAll(
		processes: Awaited<ReturnType<typeof start>>,
		calls: number,
		pace?: Pace,
	): Promise<CallEnd[]> {
		const each = await Promise.all(processes.map(async (one, i) => await one.call(`p${i}`, calls / PROCESSES, pace)));
		return each.flat();
	}

	/**
	 * Two windows' calls, which come a third faster than `perWindow` fit: there is a line from the first window on, and its places
	 * come free one by one. After calls that all came at once they would come free at once too, and the share used would be that of
	 * the machine's cores.
	 */
	async function callFasterThan(perWindow: number, processes: Awaited<ReturnType<typeof start>>): Promise<CallEnd[]> {
		return await callFromAll(processes, inEqualParts(2 * perWindow), {
			everyMs: (PROCESSES * COUNTED_MS * 0.75) / perWindow,
		});
	}

	/** Failed, or went on without the shared state. */
	const failed = (ends: readonly CallEnd[]) => ends.filter((end) => !end.ok || end.hints.includes('state_in_process'));
	const arrivals = (server: FaultServer) =>
		server.requests.map(({ receivedAtMs }) => receivedAtMs).sort((a, b) => a - b);

	/** The most that any window of `WINDOW_MS` held. */
	function busiestWindow(times: readonly number[]): number {
		let first = 0;
		let most = 0;
		times.forEach((time, last) => {
			while (times[first]! <= time - WINDOW_MS) first++;
			most = Math.max(most, last - first + 1);
		});
		return most;
	}

	/** What was used of what the limit allowed: 1 when every place in the window is taken again the moment it is free. */
	function shareUsed(times: readonly number[], limit: number): number {
		const turns = times.slice(limit).map((time, i) => time - times[i]!);
		return COUNTED_MS / (turns.reduce((sum, turn) => sum + turn, 0) / turns.length);
	}

	/** The machine stood still for so long that a process took Redis for slow: what was counted then is not what Redis granted. */
	const wasDisturbed = (ends: readonly CallEnd[]) =>
		ends.some((end) => end.ok && end.hints.includes('state_in_process'));

	/** When the requests of a run that the machine let be came to the server. */
	async function undisturbedArrivals(run: () => Promise<CallEnd[]>): Promise<number[]> {
		for (let tries = 0; tries < TRIES; tries++) {
			for (const server of servers) server.requests.length = 0;
			const ends = await run();
			expect(ends.filter(({ ok }) => !ok)).toEqual([]);
			if (wasDisturbed(ends)) continue;
			expect(arrivals(servers[0]!)).toHaveLength(ends.length);
			return arrivals(servers[0]!);
		}
		throw new Error(`The machine stood still in each of ${TRIES} runs.`);
	}

	/** That a limit holds is seen in every run; that it is used to the full once, since other work takes its part of eight processes on few cores. */
	async function useToTheFull(run: () => Promise<number>): Promise<void> {
		let share = 0;
		for (let tries = 0; tries < TRIES && share < 0.99; tries++) share = await run();
		expect(share).toBeGreaterThanOrEqual(0.99);
	}

	// An answer has 91 tokens, a little less than what is counted for it until it is there.
	describe.each([
		{ limit: 'RPM 120', settings: { rpm: 120 }, fitting: 120 },
		{ limit: 'TPM 12,000', settings: { tpm: 12_000 }, fitting: Math.floor(12_000 / 91) },
	])('with $limit', ({ settings, fitting }) => {
		beforeEach(() => servers[0]!.reply({ usage: { input: 1, output: 90 } }));

		it('keep it in every window when all call at once', async () => {
			const processes = await start([deployment(0, settings)]);
			const times = await undisturbedArrivals(async () => await callFromAll(processes, inEqualParts(2 * fitting)));
			expect(busiestWindow(times)).toBeLessThanOrEqual(fitting);
		});

		it('use 99 % of it', async () => {
			const processes = await start([deployment(0, settings)]);
			await useToTheFull(async () => {
				const times = await undisturbedArrivals(async () => await callFasterThan(fitting, processes));
				expect(busiestWindow(times)).toBeLessThanOrEqual(fitting);
				return shareUsed(times, fitting);
			});
		});
	});

	it('keep a concurrency of 4, and use 99 % of it', async () => {
		const serviceMs = 8_000;
		const processes = await start([deployment(0, { concurrency: 4 })]);
		let now = 0;
		let most = 0;
		servers[0]!.reply(() => {
			most = Math.max(most, ++now);
			setTimeout(() => now--, serviceMs - 50); // before the answer can have come to anybody
			return { delayMs: serviceMs };
		});
		await useToTheFull(async () => {
			const times = await undisturbedArrivals(async () => {
				most = 0;
				return await callFromAll(processes, 16);
			});
			expect(most).toBe(4);
			// 4 rounds of 4: from the first request to the last there are 3 services one after the other.
			return (3 * serviceMs) / (times.at(-1)! - times[0]!);
		});
	});

	it('serve those who wait in the order in which they came', async () => {
		const processes = await start([deployment(0, { concurrency: 1 })]);
		servers[0]!.reply((_request, number) => ({ delayMs: number === 0 ? 4_000 : 0 }));
		const calls: Array<Promise<CallEnd[]>> = [];
		for (let i = 0; i < 40; i++) {
			calls.push(processes[i % PROCESSES]!.call(`turn-${i}`, 1));
			await new Promise((resolve) => setTimeout(resolve, 40));
		}
		expect(failed((await Promise.all(calls)).flat())).toEqual([]);
		const order = servers[0]!.requests.map(({ body }) => JSON.stringify(body).match(/turn-(\d+)/)?.[1]);
		expect(order).toEqual(Array.from({ length: 40 }, (_, i) => String(i)));
	});

	it('learn from one of them that a deployment is down, and send one probe when its cooldown is over', async () => {
		const cooldownSeconds = 3;
		const processes = await start([deployment(0, { retries: 0, cooldownSeconds }), deployment(1)]);
		servers[0]!.reply({ status: 503 });
		const [first, ...others] = processes;
		for (let i = 0; i < 3; i++) await first!.call('failing', 1);
		expect(servers[0]!.requests).toHaveLength(3);
		const skipping = (await Promise.all(others.map(async (one, i) => await one.call(`skip-${i}`, 1)))).flat();
		expect(skipping.map((end) => (end.ok ? end.hints : end.error))).toEqual(others.map(() => ['cooling', 'unpriced']));
		expect(servers[0]!.requests).toHaveLength(3);

		await new Promise((resolve) => setTimeout(resolve, cooldownSeconds * 1000));
		servers[0]!.reply({ delayMs: 4_000 }); // the probe is under way until all others have been served
		const calls = await callFromAll(processes, 104);
		expect(failed(calls)).toEqual([]);
		expect(servers[0]!.requests).toHaveLength(4);
		servers[0]!.reply({});
		await first!.call('back', 1);
		expect(servers[0]!.requests).toHaveLength(5);
	});
});
