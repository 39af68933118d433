import type { Strategy } from '../../types/deployment';
import { quoteName } from '../quote-word';
import { remedyFor } from '../suggest';
import type { EnvironmentVariables } from './environment-variables';
import { firstOf, maybeLeaf, type Found, type Settings } from './found';
import type { Notes } from './notes';
import { toAllowedFails } from './to-deployment';
import { tracedObject, tracedObjectOfAny, type Traced } from './traced';

/** https://docs.litellm.ai/docs/routing */
const STRATEGY_OF: Readonly<Record<string, Strategy>> = {
	'simple-shuffle': 'weighted',
	'least-busy': 'least-used',
	'usage-based-routing': 'least-used',
	'usage-based-routing-v2': 'least-used',
	'latency-based-routing': 'lowest-latency',
	'cost-based-routing': 'lowest-cost',
};

/** What holds for all groups: from `router_settings`, else from `litellm_settings`. */
export function toDefaults(
	router: Settings,
	litellm: Settings,
	environment: EnvironmentVariables,
	notes: Notes,
): Traced | undefined {
	const number = (...places: ReadonlyArray<readonly [Settings, string]>) => {
		const found = firstOf(notes, ...places);
		return found && environment.fill(found, 'number');
	};
	const cooldown = number([router, 'cooldown_time'], [litellm, 'cooldown_time']);
	const origin = router.size > 0 ? ['router_settings'] : ['litellm_settings'];
	return tracedObjectOfAny(origin, {
		strategy: toStrategy(router.get('routing_strategy'), environment, notes),
		firstTokenSeconds: maybeLeaf(number([router, 'stream_timeout'])),
		attemptSeconds: maybeLeaf(number([router, 'timeout'], [litellm, 'request_timeout'])),
		retries: maybeLeaf(number([router, 'num_retries'], [litellm, 'num_retries'])),
		allowedFails: toAllowedFails(number([router, 'allowed_fails'], [litellm, 'allowed_fails'])),
		cooldownSeconds: toCooldown(router.get('disable_cooldowns'), cooldown, notes),
	});
}

function toStrategy(found: Found | undefined, environment: EnvironmentVariables, notes: Notes): Traced | undefined {
	if (found === undefined) return undefined;
	const { value, path } = environment.fill(found);
	const name = `${value as string}`;
	const strategy = Object.hasOwn(STRATEGY_OF, name) ? STRATEGY_OF[name] : undefined;
	if (strategy === undefined)
		notes.fault(path, `Unknown routing strategy${quoteName(name)}; ${remedyFor(name, Object.keys(STRATEGY_OF))}`);
	return strategy && { origin: path, leaf: strategy };
}

function toCooldown(disabled: Found | undefined, seconds: Found | undefined, notes: Notes): Traced | undefined {
	if (disabled?.value !== true) return maybeLeaf(seconds);
	if (seconds !== undefined) notes.ignore(seconds.path, 'router_settings.disable_cooldowns turns all cooldowns off');
	return { origin: disabled.path, leaf: 0 };
}

const REDIS_PARTS = ['redis_host', 'redis_port', 'redis_username', 'redis_password', 'redis_db', 'redis_ssl'];

/** Where limits and cooldowns are shared. */
export function toRedis(router: Settings, environment: EnvironmentVariables, notes: Notes): Traced | undefined {
	const url = router.get('redis_url');
	const host = router.get('redis_host');
	const text = (name: string) => {
		const found = router.get(name);
		return maybeLeaf(found && environment.fill(found));
	};
	if (url === undefined && host !== undefined)
		return tracedObject(host.path, {
			host: text('redis_host'),
			port: toNumber(router.get('redis_port'), environment),
			username: text('redis_username'),
			password: text('redis_password'),
			database: toNumber(router.get('redis_db'), environment),
			tls: maybeLeaf(router.get('redis_ssl')),
		});
	for (const { path } of REDIS_PARTS.flatMap((name) => router.get(name) ?? []))
		notes.ignore(
			path,
			url === undefined
				? 'Without redis_host or redis_url no Redis is used'
				: 'router_settings.redis_url comes first, as in LiteLLM',
		);
	return text('redis_url');
}

/** LiteLLM has ports as text or as a number. */
function toNumber(found: Found | undefined, environment: EnvironmentVariables): Traced | undefined {
	if (found === undefined) return undefined;
	const { value, path } = environment.fill(found, 'number');
	return { origin: path, leaf: typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value };
}
