import { foldActivity } from '../../../lib/policy/deployment-activity';
import type { UsageAttempt, UsageRow } from '../../../lib/types';
import { NOON_MS, usageRow } from '../usage/usage-rows';

/** A call that `home` answered after 100 ms, 20 of them in line. */
const rowOf = (fields: Partial<UsageRow> = {}): UsageRow =>
	usageRow({
		...{ deployment: 'ollama/home', deploymentId: 'id-home', provider: 'ollama', requestedModel: 'home' },
		...{ latencyMs: 100, timeToFirstTokenMs: 50, queueWaitMs: 20 },
		...fields,
	});

const attemptOf = (outcome: UsageAttempt['outcome'], fields: Partial<UsageAttempt> = {}): UsageAttempt => ({
	deploymentId: 'id-home',
	deployment: 'ollama/home',
	provider: 'ollama',
	model: 'home',
	outcome,
	latencyMs: 10,
	...fields,
});

const failedWith = (...outcomes: Array<UsageAttempt['outcome']>): UsageRow[] =>
	outcomes.map((outcome) => rowOf({ status: 'error', attempts: [attemptOf(outcome)] }));

const foldOne = (rows: UsageRow[]) => {
	const activities = foldActivity(rows, 0);
	expect(activities).toHaveLength(1);
	return activities[0]!;
};

describe('the activity of a deployment', () => {
	it('takes a row without attempts for one that succeeded, without the time in line', () => {
		expect(foldOne([rowOf()])).toEqual({
			deploymentId: 'id-home',
			deployment: 'ollama/home',
			provider: 'ollama',
			model: 'home',
			groups: ['chat'],
			attempts: 1,
			failures: 0,
			latency: { medianMs: 80, p95Ms: 80 },
			timeToFirstToken: { medianMs: 30, p95Ms: 30 },
			lastSuccessAtMs: NOON_MS + 100,
			lastFailure: undefined,
		});
	});

	it('counts each attempt where it was made', () => {
		const cloud = { deploymentId: 'id-cloud', deployment: 'openai/cloud', provider: 'openai', model: 'cloud' } as const;
		const attempts = [
			attemptOf('connection', { message: 'Nothing listens.' }),
			attemptOf('ok', { ...cloud, latencyMs: 70, timeToFirstTokenMs: 60 }),
		];
		const [home, away] = foldActivity([rowOf({ ...cloud, attempts, attemptCount: 2 })], 0);
		expect(home).toMatchObject({ deployment: 'ollama/home', attempts: 1, failures: 1, latency: undefined });
		expect(home).not.toHaveProperty('lastSuccessAtMs');
		expect(home!.lastFailure).toEqual({ atMs: NOON_MS + 10, kind: 'connection', message: 'Nothing listens.' });
		expect(away).toMatchObject({
			deployment: 'openai/cloud',
			attempts: 1,
			failures: 0,
			latency: { medianMs: 70 },
			lastSuccessAtMs: NOON_MS + 100,
		});
	});

	it('counts against it what the failure rules say, and not a request that was bad', () => {
		expect(foldOne(failedWith('server', 'rate_limited', 'quota', 'access', 'timeout_idle'))).toMatchObject({
			attempts: 5,
			failures: 5,
		});
		const neutral = foldOne(failedWith('bad_request', 'context_window', 'content_policy'));
		expect(neutral).toMatchObject({ attempts: 3, failures: 0 });
		for (const field of ['lastFailure', 'lastSuccessAtMs']) expect(neutral).not.toHaveProperty(field);
	});

	it('takes attempts that say nothing of it for none', () => {
		const unsaid = foldOne(failedWith('cancelled', 'deadline', 'unsupported'));
		expect(unsaid).toMatchObject({ attempts: 0, failures: 0 });
		expect(unsaid).not.toHaveProperty('lastFailure');
	});

	it('gives percentiles as times that were measured, of successes only', () => {
		const rows = Array.from({ length: 20 }, (_, i) => rowOf({ latencyMs: 1000 + 20 - i, queueWaitMs: 0 }));
		expect(foldOne([...rows, ...failedWith('server')]).latency).toEqual({ medianMs: 1010, p95Ms: 1019 });
	});

	it('knows no time to the first token where none was measured', () => {
		expect(foldOne([rowOf({ timeToFirstTokenMs: undefined })]).timeToFirstToken).toBeUndefined();
	});

	it('gathers the groups, and names it as the latest call did, in whatever order the rows come', () => {
		const late = rowOf({ startedAtMs: NOON_MS + 1, group: 'code', deployment: 'ollama/home (2)' });
		for (const rows of [
			[late, rowOf()],
			[rowOf(), late],
		])
			expect(foldOne(rows)).toMatchObject({ groups: ['chat', 'code'], deployment: 'ollama/home (2)' });
	});

	it('shows the last failure and the last success', () => {
		const at = (startedAtMs: number, row: UsageRow): UsageRow => ({ ...row, startedAtMs });
		const [server, quota] = failedWith('server', 'quota');
		const activity = foldOne([
			at(NOON_MS + 3, quota!),
			at(NOON_MS, server!),
			at(NOON_MS + 2, rowOf()),
			at(NOON_MS + 1, rowOf()),
		]);
		expect(activity.lastFailure).toMatchObject({ kind: 'quota', atMs: NOON_MS + 103 });
		expect(activity.lastSuccessAtMs).toBe(NOON_MS + 102);
	});

	it('counts only calls of the period, and knows of the others what does not grow old', () => {
		const before = { startedAtMs: NOON_MS - 1 };
		const [failed] = failedWith('server');
		const [activity] = foldActivity([{ ...failed!, ...before, group: 'code' }, rowOf(before)], NOON_MS);
		expect(activity).toMatchObject({ groups: ['chat', 'code'], attempts: 0, failures: 0, latency: undefined });
		expect(activity).toMatchObject({ lastSuccessAtMs: NOON_MS + 99, lastFailure: { kind: 'server' } });
	});

	it('leaves out calls that reached no deployment, and rows without identities', () => {
		expect(foldActivity([rowOf({ deployment: undefined }), rowOf({ deploymentId: undefined })], 0)).toEqual([]);
	});
});
