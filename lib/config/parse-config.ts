import { MAX_MERGED_DEPLOYMENTS, MAX_REPORTED_FAULTS } from '../bounds';
import { ConfigError } from '../errors';
import { localityOf } from '../policy/locality';
import type { Deployment, ModelGroup, RouterConfig } from '../types/deployment';
import { DEFAULTS, defaultConcurrency, defaultFirstTokenSeconds } from './defaults';
import { deploymentIdentity } from './deployment-identity';
import { toEndpoint } from './endpoint';
import { configInput, type DeploymentInput, type GroupInput } from './input';
import { toFaults } from './issue-faults';
import { mergeFallbacks, type OwnGroup } from './merge-fallbacks';
import { relationalFaults } from './relational-faults';

/**
 * The one gate for configurations: everything behind it is complete, in milliseconds and frozen.
 * @throws ConfigError with every fault at once, up to `MAX_REPORTED_FAULTS`, each with its path and a sentence.
 */
export function parseConfig(input: unknown): RouterConfig {
	const parsed = configInput.safeParse(input);
	// What stands between settings is checked even when something else is wrong, so that all faults come at once.
	const faults = toFaults({
		input,
		schema: configInput,
		issues: parsed.error?.issues ?? [],
		others: relationalFaults(input),
	});
	if (!parsed.success || faults.length > 0) throw new ConfigError(faults.slice(0, MAX_REPORTED_FAULTS));
	const inputs = Object.entries(parsed.data.groups);
	const merged = mergeFallbacks(new Map(inputs.map(([name, group]) => [name, toOwnGroup(group)])));
	if (merged === undefined) throw new ConfigError([{ path: ['groups'], message: TOO_MANY_DEPLOYMENTS }]);
	const groups = new Map(inputs.map(([name, group]) => [name, toGroup(name, group, merged.get(name)!)]));
	return Object.freeze({ groups });
}

const TOO_MANY_DEPLOYMENTS = `With those of their fallbacks, the model groups have more than ${MAX_MERGED_DEPLOYMENTS} deployments together; shorten the lists of fallbacks, or the groups that many others fall back to`;

function toOwnGroup(input: GroupInput): OwnGroup {
	return {
		deployments: input.deployments.map((deployment) => toDeployment(deployment, input)),
		localOnly: input.localOnly ?? false,
		fallbacks: input.fallbacks ?? [],
		contextWindowFallbacks: input.contextWindowFallbacks ?? [],
	};
}

function toGroup(
	name: string,
	input: GroupInput,
	merged: Pick<ModelGroup, 'deployments' | 'longCallDeployments'>,
): ModelGroup {
	const all = [...merged.deployments, ...merged.longCallDeployments];
	const mostRetries = all.reduce((most, { retries }) => Math.max(most, retries), 0);
	return deepFreeze({
		name,
		strategy: input.strategy ?? DEFAULTS.strategy,
		...merged,
		maxAttempts: input.maxAttempts ?? Math.min(all.length + mostRetries, DEFAULTS.maxAttemptsCap),
		deadlineMs: toMs(input.deadlineSeconds ?? DEFAULTS.deadlineSeconds),
		maxQueueWaitMs: toMs(input.maxQueueWaitSeconds ?? DEFAULTS.maxQueueWaitSeconds),
		midStreamFailure: input.midStreamFailure ?? DEFAULTS.midStreamFailure,
		failoverOnRefusal: input.failoverOnRefusal ?? false,
		localOnly: input.localOnly ?? false,
	});
}

function toDeployment(input: DeploymentInput, group: GroupInput): Deployment {
	const endpoint = toEndpoint(input);
	const model = input.model.trim();
	const locality = input.locality ?? localityOf(input.provider, endpoint.baseUrl, model);
	const attemptSeconds = input.attemptSeconds ?? group.attemptSeconds;
	const defaultPatience =
		locality === 'local' ? (group.maxQueueWaitSeconds ?? DEFAULTS.maxQueueWaitSeconds) : DEFAULTS.cloudPatienceSeconds;
	return {
		id: deploymentIdentity(input.provider, endpoint, model),
		name: input.name ?? `${input.provider}/${model}`,
		provider: input.provider,
		endpoint,
		model,
		priority: input.priority ?? DEFAULTS.priority,
		weight: input.weight ?? DEFAULTS.weight,
		locality,
		limits: {
			rpm: input.rpm,
			tpm: input.tpm,
			concurrency: input.concurrency ?? defaultConcurrency(input.provider, locality),
		},
		timeouts: {
			firstTokenMs: toMs(
				input.firstTokenSeconds ?? group.firstTokenSeconds ?? defaultFirstTokenSeconds(input.provider),
			),
			idleMs: toMs(input.idleSeconds ?? group.idleSeconds ?? DEFAULTS.idleSeconds),
			attemptMs: attemptSeconds === undefined ? undefined : toMs(attemptSeconds),
		},
		retries: input.retries ?? group.retries ?? DEFAULTS.retries,
		cooldown: {
			allowedFails: input.allowedFails ?? group.allowedFails ?? DEFAULTS.allowedFails,
			cooldownMs: toMs(input.cooldownSeconds ?? group.cooldownSeconds ?? DEFAULTS.cooldownSeconds),
		},
		prices: input.prices,
		patienceMs: toMs(input.patienceSeconds ?? group.patienceSeconds ?? defaultPatience),
		contextWindow: input.contextWindow,
		supports: { ...input.supports },
	};
}

function toMs(seconds: number): number {
	return Math.round(seconds * 1000);
}

function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const inner of Object.values(value)) deepFreeze(inner);
	}
	return value;
}
