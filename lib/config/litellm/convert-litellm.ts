import type { Converted, Path } from '../model-groups/converted';
import { knownSettings } from '../known-settings';
import { Copies, TooManyCopies } from './copies';
import { EnvironmentVariables } from './environment-variables';
import { maybeLeaf, settingsAt, type Settings } from './found';
import { noteIgnored } from './ignored';
import { IGNORED_GENERAL_SETTINGS } from './ignored-general-settings';
import { IGNORED_LITELLM_SETTINGS } from './ignored-litellm-settings';
import { IGNORED_ROUTER_SETTINGS } from './ignored-router-settings';
import { IGNORED_SECTIONS } from './ignored-sections';
import { readConfig, type LiteLlmConfig } from './litellm-config';
import { litellmConfig } from './litellm-schema';
import { Notes } from './notes';
import { toAliases } from './to-aliases';
import { FallbackLists } from './to-fallbacks';
import { toGroups } from './to-groups';
import { toDefaults, toRedis } from './to-settings';
import { originAt, plainValue, tracedObject, type Traced } from './traced';

/**
 * LiteLLM's `config.yaml` in our own format. `os.environ/NAME` stays, but for names that the file's own `environment_variables` give.
 * Misspelt names and wrong types are faults, as are models that nobody can serve; bounds are the gate's. Settings without an
 * equivalent are noted as ignored.
 * @param value the parsed file
 */
export function convertLiteLlm(value: unknown): Converted {
	const { config, faults } = readConfig(value);
	const notes = new Notes();
	const document = documentOf(config, notes);
	return {
		document: plainValue(document),
		originOf: (path) => originAt(document, path),
		sayable,
		faults: [...faults, ...notes.faults],
		ignored: notes.ignored,
	};
}

/** With nothing in it, and the fault noted, when the text becomes too large with its repetitions. */
function documentOf(config: LiteLlmConfig, notes: Notes): Traced {
	try {
		return toDocument(config, notes);
	} catch (error) {
		if (!(error instanceof TooManyCopies)) throw error;
		notes.fault(error.path, error.message);
		return tracedObject([], {});
	}
}

/** LiteLLM's own names stay, and the numbers of entries. */
function sayable(path: Path): Path {
	return path.map((step, index) =>
		typeof step === 'number' || knownSettings(litellmConfig, path.slice(0, index)).includes(step) ? step : '…',
	);
}

function toDocument(config: LiteLlmConfig, notes: Notes): Traced {
	const environment = new EnvironmentVariables(config.environment_variables ?? {});
	const router = settingsAt(config.router_settings, ['router_settings']);
	const litellm = settingsAt(config.litellm_settings, ['litellm_settings']);
	const general = settingsAt(config.general_settings, ['general_settings']);
	const copies = new Copies();
	const { deployments, leftOut, areAll } = toGroups(config.model_list ?? [], {
		notes,
		environment,
		router,
		credentials: credentialsOf(config),
		copies,
	});
	const aliases = toAliases(router.get('model_group_alias'), { deployments, leftOut, areAll }, notes, copies);
	const names = { groups: new Set([...deployments.keys(), ...aliases.keys()]), leftOut, areAll };
	const fallbacks = FallbackLists.read('fallbacks', { router, litellm }, names, notes, copies);
	fallbacks.addDefault(router, litellm);
	const longCalls = FallbackLists.read('context_window_fallbacks', { router, litellm }, names, notes, copies);
	const toGroup = (origin: Path, list: Traced, ...called: string[]): Traced =>
		tracedObject(origin, {
			deployments: list,
			fallbacks: fallbacks.of(...called),
			contextWindowFallbacks: longCalls.of(...called),
		});
	const groups = new Map([
		...[...deployments].map(([name, list]) => [name, toGroup(list.origin, list, name)] as const),
		...[...aliases].map(
			([alias, { target, origin }]) => [alias, toGroup(origin, deployments.get(target)!, alias, target)] as const,
		),
	]);
	const database = general.get('database_url');
	const document = tracedObject([], {
		groups: { origin: ['model_list'], fields: groups },
		defaults: toDefaults(router, litellm, environment, notes),
		redis: toRedis(router, environment, notes),
		postgres: maybeLeaf(database && environment.fill(database)),
	});
	noteIgnored(notes, settingsAt({ ...config }, []), IGNORED_SECTIONS);
	noteIgnored(notes, router, IGNORED_ROUTER_SETTINGS);
	noteIgnored(notes, litellm, IGNORED_LITELLM_SETTINGS);
	noteIgnored(notes, general, IGNORED_GENERAL_SETTINGS);
	for (const path of environment.unused())
		notes.ignore(path, "Nothing that is taken over refers to it, and n8n's own environment stays as it is");
	return document;
}

function credentialsOf({ credential_list: list = [] }: LiteLlmConfig): ReadonlyMap<string, Settings> {
	return new Map(
		list.flatMap((credential, index) =>
			credential?.credential_name === undefined
				? []
				: [
						[
							credential.credential_name,
							settingsAt(credential.credential_values, ['credential_list', index, 'credential_values']),
						] as const,
					],
		),
	);
}
