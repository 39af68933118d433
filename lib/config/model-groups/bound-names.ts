import type { ConfigFault } from '../../errors';
import { isProviderName, PROVIDER_TRAITS } from '../../providers/traits';
import { fieldOf } from '../raw-input';
import type { LookedUp } from './references';

/**
 * A fault for each variable that the instance's owner bound to hosts and that the document uses for another one. What is
 * looked up for an address itself must lead to one of its hosts, too.
 * @param document with its references filled in
 * @param urls of the servers that it names
 */
export function boundNameFaults(
	document: unknown,
	lookedUp: readonly LookedUp[],
	urls: { redis?: string; postgres?: string },
): ConfigFault[] {
	return lookedUp.flatMap(({ path, name, hosts }) => {
		if (hosts === undefined) return [];
		const address = path[0] === 'redis' || path[0] === 'postgres' ? urls[path[0]] : baseUrlAt(document, path);
		// An address that is none has a fault of its own.
		if (address === undefined || !URL.canParse(address) || isOneOf(hosts, new URL(address))) return [];
		const where =
			hosts.length === 0 ? `${name} is allowed for no host` : `${name} is allowed only for ${hosts.join(' and ')}`;
		return [
			{
				path: [...path],
				message: `${where}, by the instance's owner in ROUTED_LLM_ALLOWED_ENV, and may not be used for another host; put a key of your own under Secrets`,
			},
		];
	});
}

/** Of the deployment in which a path lies. */
function baseUrlAt(document: unknown, path: LookedUp['path']): string | undefined {
	const deployment = path.slice(0, 4).reduce<unknown>((outer, step) => fieldOf(outer, `${step}`), document);
	const baseUrl = fieldOf(deployment, 'baseUrl');
	const provider = fieldOf(deployment, 'provider');
	if (typeof baseUrl === 'string' && baseUrl.trim() !== '') return baseUrl.trim();
	return isProviderName(provider) ? PROVIDER_TRAITS[provider].defaultBaseUrl : undefined;
}

/** `host` means all its ports, `host:port` that one. */
function isOneOf(hosts: readonly string[], { protocol, hostname, port }: URL): boolean {
	const withPort = `${hostname}:${port === '' ? DEFAULT_PORTS[protocol] : port}`.toLowerCase();
	return hosts.some((host) => host.toLowerCase() === hostname.toLowerCase() || host.toLowerCase() === withPort);
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
	'http:': '80',
	'https:': '443',
	'redis:': '6379',
	'rediss:': '6379',
	'postgres:': '5432',
	'postgresql:': '5432',
};
