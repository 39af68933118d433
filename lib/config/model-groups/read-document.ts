import { MAX_REPORTED_FAULTS } from '../../bounds';
import { ConfigError, type ConfigFault } from '../../errors';
import type { RouterConfigInput } from '../input';
import { toFaults } from '../issue-faults';
import { parseConfig } from '../parse-config';
import { isObject } from '../raw-input';
import { isUnknownSetting } from '../unknown-setting';
import { boundNameFaults } from './bound-names';
import { defaultsInput, fileInput, topInput } from './file-input';
import { keyFaults } from './key-faults';
import type { ModelGroupsLookUps } from './model-groups';
import { fillReferences, withoutLookedUp } from './references';
import { readPostgres, readRedis } from './server-urls';

export interface ReadDocument {
	/** The gate takes it when there are no faults. */
	config: RouterConfigInput;
	/** Absent when none is named, or with a fault. */
	redisUrl?: string;
	/** Absent when none is named, or with a fault. */
	postgresUrl?: string;
	/** With paths into the document. */
	faults: ConfigFault[];
}

/** Checks a document of our own format and fills in what its references stand for. */
export function readDocument(document: object, lookUps: ModelGroupsLookUps): ReadDocument {
	const { document: filled, lookedUp, faults: inReferences, misplaced } = fillReferences(document, lookUps);
	const { groups, defaults, redis, postgres } = filled as Record<string, unknown>;
	const defaultFaults = defaults === undefined ? [] : checkDefaults(defaults);
	// With a fault they are left out, so that it is not found in every group once more.
	const config = {
		groups: defaults === undefined || defaultFaults.length > 0 ? groups : withDefaults(groups, defaults as object),
	} as RouterConfigInput;
	const servers = { redis: readRedis(redis), postgres: readPostgres(postgres) };
	const others = [...gateFaults(config), ...defaultFaults, ...servers.redis.faults, ...servers.postgres.faults];
	const checked = toFaults({
		input: document,
		schema: fileInput,
		issues: topInput.safeParse(document).error?.issues ?? [],
		others,
	});
	const bound = boundNameFaults(filled, lookedUp, { redis: servers.redis.url, postgres: servers.postgres.url });
	const keysInText = lookUps.keysInText === 'refused' ? keyFaults(document as Record<string, unknown>) : [];
	const ofSettings = withoutLookedUp(checked.slice(0, MAX_REPORTED_FAULTS), lookedUp);
	const unknown = ofSettings.filter(isUnknownSetting);
	const faults = firstOfEachPlace([inReferences, bound, keysInText, unknown, misplaced, ofSettings]);
	const isSound = (setting: string): boolean => faults.every(({ path }) => path[0] !== setting);
	return {
		config,
		redisUrl: isSound('redis') ? servers.redis.url : undefined,
		postgresUrl: isSound('postgres') ? servers.postgres.url : undefined,
		faults,
	};
}

/** Of several faults of one value, or inside an unknown setting, the first in this order says most. */
function firstOfEachPlace(lists: ReadonlyArray<readonly ConfigFault[]>): ConfigFault[] {
	const faults: ConfigFault[] = [];
	for (const fault of lists.flatMap((list) => list.slice(0, MAX_REPORTED_FAULTS))) {
		const isSaid = faults.some((other) => samePath(other.path, fault.path) || isInUnknown(fault.path, other));
		if (!isSaid) faults.push(fault);
	}
	return faults;
}

function isInUnknown(path: ConfigFault['path'], fault: ConfigFault): boolean {
	return isUnknownSetting(fault) && fault.path.every((step, index) => step === path[index]);
}

function samePath(a: ConfigFault['path'], b: ConfigFault['path']): boolean {
	return a.length === b.length && a.every((step, index) => step === b[index]);
}

function gateFaults(config: unknown): readonly ConfigFault[] {
	try {
		parseConfig(config);
		return [];
	} catch (error) {
		if (error instanceof ConfigError) return error.faults;
		throw error;
	}
}

function checkDefaults(defaults: unknown): ConfigFault[] {
	const issues = defaultsInput.safeParse(defaults, { path: ['defaults'] }).error?.issues ?? [];
	return toFaults({ input: { defaults }, schema: fileInput, issues });
}

/** A group's own settings come first. */
function withDefaults(groups: unknown, defaults: object): unknown {
	if (!isObject(groups)) return groups;
	return Object.fromEntries(
		Object.entries(groups).map(([name, group]: [string, unknown]) => [
			name,
			isObject(group) ? { ...defaults, ...group } : group,
		]),
	);
}
