import { judgeGroups, judgeHealth, type PresentState } from '../../../lib/policy/deployment-health';

const stateOf = (fields: Partial<PresentState> = {}): PresentState => ({
	breaker: { state: 'closed' },
	limits: {},
	requestsInWindow: 0,
	tokensInWindow: 0,
	inFlight: 0,
	waiting: 0,
	...fields,
});

const judge = (fields: Partial<PresentState>, attempts = 0, failures = 0) =>
	judgeHealth({ attempts, failures }, stateOf(fields));

describe('a deployment', () => {
	it('is healthy when nothing speaks against it, also when nobody used it', () => {
		expect(judge({})).toEqual({ status: 'healthy', reasons: [] });
		expect(judge({ requestsInWindow: 900, inFlight: 50 }, 100, 20)).toEqual({ status: 'healthy', reasons: [] });
	});

	it.each([
		['failure', 'cooling down after failures, for another 42 s'],
		['access', 'cooling down after a refused key or an unknown model, for another 42 s'],
		['quota', 'cooling down because its quota or credit is used up, for another 42 s'],
		['retry_after', 'cooling down because it asked to be left alone (Retry-After), for another 42 s'],
	] as const)('is down while it cools, and says why and for how long (%s)', (cause, reason) => {
		expect(judge({ breaker: { state: 'open', cause, untilMs: 42_000 } })).toEqual({
			status: 'down',
			reasons: [reason],
		});
	});

	it.each([
		['rpm', 'its RPM limit is 0, which blocks it'],
		['tpm', 'its TPM limit is 0, which blocks it'],
		['concurrency', 'its concurrency limit is 0, which blocks it'],
	] as const)('is down when a limit of 0 blocks it (%s)', (limit, reason) => {
		expect(judge({ limits: { [limit]: 0 } })).toEqual({ status: 'down', reasons: [reason] });
	});

	it('is degraded when its cooldown is over and nothing has shown yet that it is well', () => {
		expect(judge({ breaker: { state: 'half_open', probing: false } })).toEqual({
			status: 'degraded',
			reasons: ['its cooldown is over, and the next request will test it'],
		});
		expect(judge({ breaker: { state: 'half_open', probing: true } }).reasons).toEqual([
			'coming back from a cooldown, and one request is testing it',
		]);
	});

	it('is degraded when more than 20 % of at least 5 attempts failed', () => {
		expect(judge({}, 5, 2)).toEqual({ status: 'degraded', reasons: ['2 of 5 attempts failed'] });
		expect(judge({}, 5, 1).status).toBe('healthy');
		expect(judge({}, 4, 4).status).toBe('healthy');
		expect(judge({}, 100, 21).status).toBe('degraded');
	});

	it('is degraded when a limit is used to more than 95 %', () => {
		expect(judge({ limits: { rpm: 100 }, requestsInWindow: 96 })).toEqual({
			status: 'degraded',
			reasons: ['its RPM limit is used to 96 %'],
		});
		expect(judge({ limits: { rpm: 100 }, requestsInWindow: 95 }).status).toBe('healthy');
		expect(judge({ limits: { tpm: 1000 }, tokensInWindow: 1500 }).reasons).toEqual(['its TPM limit is used to 150 %']);
		expect(judge({ limits: { concurrency: 1 }, inFlight: 1 }).reasons).toEqual([
			'its concurrency limit is used to 100 %',
		]);
	});

	it('is degraded when calls wait for it', () => {
		expect(judge({ waiting: 1 })).toEqual({ status: 'degraded', reasons: ['1 call is waiting for it'] });
		expect(judge({ waiting: 3 }).reasons).toEqual(['3 calls are waiting for it']);
	});

	it('is down for what weighs most, and tells the rest too', () => {
		const breaker = { state: 'open', cause: 'failure', untilMs: 500 } as const;
		expect(judge({ breaker, waiting: 2 }, 10, 9)).toEqual({
			status: 'down',
			reasons: [
				'cooling down after failures, for another 500 ms',
				'9 of 10 attempts failed',
				'2 calls are waiting for it',
			],
		});
	});
});

describe('a model group', () => {
	const deployment = (name: string, status: 'healthy' | 'degraded' | 'down', ...groups: string[]) => ({
		deployment: name,
		status,
		groups,
	});

	it('is available while one of its deployments is not down', () => {
		const groups = judgeGroups([
			deployment('a', 'down', 'code', 'chat'),
			deployment('b', 'degraded', 'chat'),
			deployment('c', 'healthy', 'free'),
		]);
		expect(groups).toEqual([
			{ group: 'chat', available: true, deployments: ['a', 'b'] },
			{ group: 'code', available: false, deployments: ['a'] },
			{ group: 'free', available: true, deployments: ['c'] },
		]);
	});

	it('is none where nothing was tried', () => {
		expect(judgeGroups([])).toEqual([]);
	});
});
