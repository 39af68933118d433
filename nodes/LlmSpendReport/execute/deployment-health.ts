import type { INodeExecutionData } from 'n8n-workflow';
import type { DeploymentActivity } from '../../../lib';
import { InputFault } from '../../shared/input-fault';
import { numberOf, textOf } from '../../shared/parameter-values';
import { createStateSource } from '../../shared/state-source';
import { DEFAULT_LOOK_BACK_MINUTES } from '../description/deployment-health';
import { healthToJson, type DeploymentHealth } from './health-to-json';
import { parameterOf, type ReportRun } from './report-run';

const MINUTE_MS = 60_000;
/** As long as calls are kept unless told otherwise. */
const MAX_LOOK_BACK_MINUTES = 43_200;
/** More calls are not read; the newest tell how things are. */
const MAX_CALLS = 10_000;
/** No Retry-After cools for longer: what cools now was tried within it. */
const LONGEST_COOLDOWN_MS = 24 * 60 * MINUTE_MS;
/** Enough to name the deployments that were in use before the period. */
const MAX_EARLIER_CALLS = 1_000;

/**
 * Which deployments are well, from the usage log and the state store; nothing is asked of a provider. Listed is what
 * calls tried in the period, or within a day among the last 1,000 calls before it: so a deployment that cools for
 * hours, and is left out by every call, does not vanish. A model group is judged by the deployments listed for it.
 */
export async function deploymentHealth(run: ReportRun): Promise<INodeExecutionData[]> {
	const { context, nowMs } = run;
	const lookBackMinutes = readLookBack(parameterOf(context, 'lookBackMinutes', DEFAULT_LOOK_BACK_MINUTES));
	const oneItem = readOneItem(parameterOf(context, 'healthOutput', 'oneItem'));
	const deployments = await judgeAll(run, await readActivity(run, nowMs - lookBackMinutes * MINUTE_MS));
	const listed = deployments.map((health) => healthToJson(health, nowMs));
	if (!oneItem) return listed.map((json) => ({ json }));
	const groups = run.runtime.library.judgeGroups(deployments);
	return [
		{
			json: {
				healthy: groups.every(({ available }) => available),
				checkedAt: new Date(nowMs).toISOString(),
				lookBackMinutes,
				groups: groups.map((group) => ({ ...group })),
				deployments: listed,
			},
		},
	];
}

async function readActivity({ runtime, log, hints, nowMs }: ReportRun, fromMs: number): Promise<DeploymentActivity[]> {
	const rows = await log.calls({ fromMs, limit: MAX_CALLS });
	if (rows.length === MAX_CALLS)
		hints.add(`Error rates and times are those of the newest ${MAX_CALLS} calls of the period`, 'info');
	const earliestMs = nowMs - LONGEST_COOLDOWN_MS;
	const earlier =
		fromMs > earliestMs ? await log.calls({ fromMs: earliestMs, toMs: fromMs, limit: MAX_EARLIER_CALLS }) : [];
	const activities = runtime.library.foldActivity([...rows, ...earlier], fromMs);
	if (activities.length === 0)
		hints.add('The usage log names no deployment that was used in this time, so nothing is known of any', 'info');
	return activities;
}

async function judgeAll(run: ReportRun, activities: readonly DeploymentActivity[]): Promise<DeploymentHealth[]> {
	const { judgeHealth, LIMIT_WINDOW_MS } = run.runtime.library;
	const keys = activities.map(({ deploymentId }) => deploymentId);
	const store = await openState(run);
	const states = await store.snapshot({ keys, windowMs: LIMIT_WINDOW_MS });
	if (store.degraded !== undefined)
		run.hints.add(`The state shown is that of this process alone for now: ${store.degraded}`);
	return activities.map((activity, index) => {
		const state = states[index]!;
		return { ...activity, state, ...judgeHealth(activity, state) };
	});
}

async function openState({ context, runtime, groups, hints }: ReportRun) {
	const source = await createStateSource(context, runtime.library)(
		parameterOf(context, 'state', 'auto'),
		groups?.redis,
	);
	if (source === 'process' && process.env.EXECUTIONS_MODE === 'queue')
		hints.add(
			'In queue mode the state shown is that of the one process that ran this node; choose Redis under State to see what all share',
			'info',
		);
	return runtime.stateStore(source);
}

function readLookBack(parameter: unknown): number {
	const minutes = numberOf(parameter);
	if (typeof minutes === 'number' && minutes >= 1 && minutes <= MAX_LOOK_BACK_MINUTES) return minutes;
	throw new InputFault(`Look Back (Minutes) must be a number from 1 to ${MAX_LOOK_BACK_MINUTES}`);
}

function readOneItem(parameter: unknown): boolean {
	const output = textOf(parameter);
	if (output === 'oneItem' || output === 'perDeployment') return output === 'oneItem';
	throw new InputFault('Output must be oneItem or perDeployment');
}
